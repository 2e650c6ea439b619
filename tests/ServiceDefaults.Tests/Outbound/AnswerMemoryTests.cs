using System.Text;
using AlertResponder.ServiceDefaults.Outbound;
using AlertResponder.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.ServiceDefaults.Tests.Outbound;

public sealed class AnswerMemoryTests : IDisposable
{
    private static readonly OutboundLimits Limits = new() { MaxAnswerBytes = 10 * 1024 * 1024, Timeout = TimeSpan.FromSeconds(20) };
    private static readonly byte[] Large = Json(300 * 1024);

    // The least: room for one answer of that length.
    private readonly AnswerMemory _memory = new(availableBytes: 0);
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _memory.Dispose();

    [Fact]
    public async Task Large_answer_waits_until_another_one_is_disposed_of_and_a_small_one_does_not()
    {
        await using var large = await StandIn.StartAsync(Large);
        await using var small = await StandIn.StartAsync(Json(200 * 1024));
        using var http = Client(large);
        var first = await http.GetAsync(large.Address, Cancel);

        var second = http.GetAsync(large.Address, Cancel);
        await Patiently.UntilAsync(() => large.Requests.Count == 2, "the second one is asked for");
        using (var other = Client(small)) (await other.GetStringAsync(small.Address, Cancel)).Should().HaveLength(200 * 1024);
        second.IsCompleted.Should().BeFalse();

        first.Dispose();
        using var answer = await second;
        (await answer.Content.ReadAsByteArrayAsync(Cancel)).Should().Equal(Large);
    }

    [Fact]
    public async Task What_is_held_counts_until_its_end()
    {
        // In a flow of its own, as a call of the emitter is: what it holds is not held here.
        var (held, room) = await Task.Run(async () => (AnswerMemory.Hold(), await _memory.TakeAsync(Limits.MaxAnswerBytes, Cancel)));
        room.Should().BeNull("it goes with what is held");

        var second = _memory.TakeAsync(Limits.MaxAnswerBytes, Cancel);
        second.IsCompleted.Should().BeFalse();
        held.Dispose();

        (await second)!.Dispose();
    }

    [Fact]
    public async Task Answer_that_waits_too_long_is_given_up_and_one_that_fails_leaves_its_room()
    {
        await using var peer = await StandIn.StartAsync(Large);
        await using var wrong = await StandIn.StartAsync(Encoding.UTF8.GetBytes(new string('[', 300 * 1024)));
        using var http = Client(peer);
        using (var other = Client(wrong))
            (await other.Awaiting(client => client.GetAsync(wrong.Address, Cancel)).Should().ThrowAsync<OutboundHttpException>()).Which.Failure.Should().Be(OutboundFailure.TooDeep);
        using var first = await http.GetAsync(peer.Address, Cancel);

        var second = http.GetAsync(peer.Address, Cancel);
        await Patiently.UntilAsync(() => peer.Requests.Count == 2, "the second one is asked for");
        _time.Advance(Limits.Timeout);

        (await second.Awaiting(task => task).Should().ThrowAsync<OutboundHttpException>()).Which.Failure.Should().Be(OutboundFailure.Timeout);
    }

    [Fact]
    public async Task Answer_of_very_many_values_is_too_long()
    {
        await using var peer = await StandIn.StartAsync(Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("{}", Limits.MaxValues))}]"));
        using var http = Client(peer);

        var failure = (await http.Awaiting(client => client.GetAsync(peer.Address, Cancel)).Should().ThrowAsync<OutboundHttpException>()).Which;

        (failure.Failure, failure.Message).Should().Be((OutboundFailure.TooLong, "the answer has more than 500000 values"));
    }

    private static byte[] Json(int length) => Encoding.UTF8.GetBytes('"' + new string('a', length - 2) + '"');

    private HttpClient Client(StandIn peer) => new(OutboundHttpGuard.Create(peer.Address, Limits, _time, _memory)) { Timeout = Timeout.InfiniteTimeSpan };
}
