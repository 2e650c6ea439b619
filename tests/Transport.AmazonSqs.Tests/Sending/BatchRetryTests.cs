using AlertResponder.TestKit;
using AlertResponder.Transport.AmazonSqs.Internal.Sending;
using MassTransit;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Transport.AmazonSqs.Tests.Sending;

public sealed class BatchRetryTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<int[]> _calls = [];
    private readonly Batcher<int>.Item[] _items = [.. Enumerable.Range(100, 3).Select(entry => new Batcher<int>.Item(entry, 1))];

    [Fact]
    public async Task Batch_that_is_taken_is_sent_once()
    {
        await SendAsync(_ => new BatchAnswer(["0", "1", "2"], []));

        _calls.Should().BeEquivalentTo([new[] { 100, 101, 102 }]);
        await Task.WhenAll(_items.Select(item => item.Task));
    }

    [Fact]
    public async Task Refused_entries_alone_are_sent_again()
    {
        await SendAsync(call => call == 1
            ? new BatchAnswer(["1"], [Refusal("0"), Refusal("2")])
            : call == 2 ? new BatchAnswer(["1"], [Refusal("0")]) : new BatchAnswer(["0"], []));

        _calls.Should().BeEquivalentTo([new[] { 100, 101, 102 }, [100, 102], [100]], options => options.WithStrictOrdering());
        await Task.WhenAll(_items.Select(item => item.Task));
    }

    [Fact]
    public async Task Entry_that_is_at_fault_itself_is_not_sent_again()
    {
        await SendAsync(_ => new BatchAnswer(["0", "2"], [Refusal("1", isFinal: true)]));

        _calls.Should().ContainSingle();
        (await _items[1].Task.Awaiting(task => task).Should().ThrowAsync<AmazonSqsTransportException>()).WithMessage("*Code what is wrong*");
        await _items[2].Task;
    }

    [Fact]
    public async Task Entry_that_is_refused_again_and_again_fails_in_the_end_with_the_number_of_attempts()
    {
        await SendAsync(call => new BatchAnswer(call == 1 ? ["0", "1"] : [], [Refusal(call == 1 ? "2" : "0")]));

        _calls.Should().HaveCount(5);
        (await _items[2].Task.Awaiting(task => task).Should().ThrowAsync<AmazonSqsTransportException>()).WithMessage("*5 times*");
        await Task.WhenAll(_items[0].Task, _items[1].Task);
    }

    [Theory]
    [InlineData("3")]
    [InlineData("-1")]
    [InlineData("what")]
    [InlineData("")]
    public async Task Nobody_waits_for_ever_when_the_answer_names_entries_that_were_not_sent(string id)
    {
        var batcher = new Batcher<int>(
            new BatchLimits(10, 100, 1), _ => 1, items => BatchRetry.SendAsync(items, _ => Task.FromResult(new BatchAnswer([id], [])), _time), _time);

        var sending = () => batcher.AddAsync(1).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        (await sending.Should().ThrowAsync<Exception>()).Which.Should().NotBeOfType<TimeoutException>();
    }

    [Fact]
    public async Task Entry_that_the_answer_leaves_out_fails()
    {
        var batcher = new Batcher<int>(
            new BatchLimits(10, 100, 1), _ => 1, items => BatchRetry.SendAsync(items, _ => Task.FromResult(new BatchAnswer([], [])), _time), _time);

        await batcher.AddAsync(1).Awaiting(task => task).Should().ThrowAsync<InvalidOperationException>();
    }

    private static BatchRefusal Refusal(string id, bool isFinal = false) => new(id, "Code", "what is wrong", isFinal);

    private async Task SendAsync(Func<int, BatchAnswer> answer)
    {
        var sending = BatchRetry.SendAsync(
            _items,
            items =>
            {
                _calls.Add([.. items.Select(item => item.Entry)]);
                return Task.FromResult(answer(_calls.Count));
            },
            _time);
        await Patiently.UntilAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return sending.IsCompleted;
            },
            "the batch is sent");
        await sending;
    }
}
