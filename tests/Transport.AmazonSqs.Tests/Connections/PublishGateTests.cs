using AlertResponder.TestKit;
using AlertResponder.Transport.AmazonSqs.Internal.Connections;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Transport.AmazonSqs.Tests.Connections;

public sealed class PublishGateTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly PublishGate _gate;

    public PublishGateTests() => _gate = new PublishGate(_time);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publishes_wait_while_it_is_closed()
    {
        await _gate.CloseAsync(Cancelled);
        var publish = PassAsync(Task.FromResult(1));
        publish.IsCompleted.Should().BeFalse();

        _gate.Open(failure: null);

        (await publish.WaitAsync(TimeSpan.FromSeconds(30), Cancelled)).Should().Be(1);
    }

    [Fact]
    public async Task What_is_under_way_is_waited_for()
    {
        var answer = new TaskCompletionSource<int>();
        var publish = PassAsync(answer.Task);
        var closed = _gate.CloseAsync(Cancelled);
        closed.IsCompleted.Should().BeFalse();

        answer.SetResult(1);

        await closed.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        (await publish).Should().Be(1);
        _gate.Open(failure: null);
    }

    [Fact]
    public async Task What_hangs_is_abandoned_and_made_again_whatever_was_answered_late()
    {
        var (calls, late) = (0, new TaskCompletionSource<int>());
        var publish = _gate.PassAsync(_ => ++calls == 1 ? late.Task : Task.FromResult(2));
        var closed = _gate.CloseAsync(Cancelled);
        await Patiently.UntilAsync(
            () =>
            {
                _time.Advance(PublishGate.MaxWait);
                return closed.IsCompleted;
            },
            "the hanging publish is given up");

        late.SetResult(1);
        publish.IsCompleted.Should().BeFalse("the gate is closed");
        _gate.Open(failure: null);

        (await publish.WaitAsync(TimeSpan.FromSeconds(30), Cancelled)).Should().Be(2);
        calls.Should().Be(2);
    }

    [Fact]
    public async Task After_a_failure_publishes_are_refused_until_the_topic_stands()
    {
        await _gate.CloseAsync(Cancelled);
        var waiting = PassAsync(Task.FromResult(1));
        _gate.Open(new TimeoutException("no answer"));

        await waiting.Awaiting(task => task).Should().ThrowAsync<TopicNotDeclaredException>().WithMessage("*no answer*");
        await PassAsync(Task.FromResult(1)).Awaiting(task => task).Should().ThrowAsync<TopicNotDeclaredException>();

        await _gate.CloseAsync(Cancelled);
        _gate.Open(failure: null);
        (await PassAsync(Task.FromResult(1))).Should().Be(1);
    }

    [Fact]
    public async Task It_opens_with_the_last_of_those_who_closed_it()
    {
        await _gate.CloseAsync(Cancelled);
        await _gate.CloseAsync(Cancelled);
        var publish = PassAsync(Task.FromResult(1));

        _gate.Open(failure: null);
        publish.IsCompleted.Should().BeFalse();
        _gate.Open(failure: null);

        (await publish.WaitAsync(TimeSpan.FromSeconds(30), Cancelled)).Should().Be(1);
    }

    private Task<int> PassAsync(Task<int> answer) => _gate.PassAsync(_ => answer);
}
