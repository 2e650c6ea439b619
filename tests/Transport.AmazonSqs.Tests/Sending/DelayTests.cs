using AlertResponder.Transport.AmazonSqs.Internal.Sending;
using Amazon.SQS.Model;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Transport.AmazonSqs.Tests.Sending;

public sealed class DelayTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(0, 0)]
    [InlineData(0.001, 1)]
    [InlineData(1, 1)]
    [InlineData(1.001, 2)]
    [InlineData(899.5, 900)]
    [InlineData(900, 900)]
    public void Short_delay_is_rounded_up_and_left_to_SQS(double seconds, int delaySeconds)
    {
        var entry = Apply(_time.GetUtcNow().AddSeconds(seconds));

        entry.DelaySeconds.Should().Be(delaySeconds);
        entry.MessageAttributes.Should().NotContainKey("MT-Deliver-At");
    }

    [Fact]
    public void Delay_over_900_seconds_says_until_when_the_message_has_to_wait()
    {
        var entry = Apply(_time.GetUtcNow().AddSeconds(900.001));

        entry.DelaySeconds.Should().Be(900);
        DateTimeOffset.Parse(entry.MessageAttributes["MT-Deliver-At"].StringValue, null).Should().Be(_time.GetUtcNow().AddSeconds(900.001));
    }

    [Fact]
    public void Full_message_gives_up_an_attribute_for_it_and_keeps_its_content_type()
    {
        var attributes = Enumerable.Range(0, 9).Select(i => $"Header-{i}").Prepend("Content-Type")
            .ToDictionary(name => name, MessageAttributes.ForQueue);
        var entry = new SendMessageBatchRequestEntry { MessageAttributes = attributes };

        Delay.Apply(entry, _time, _time.GetUtcNow().AddHours(1));

        entry.MessageAttributes.Should().HaveCount(10).And.ContainKeys("Content-Type", "MT-Deliver-At");
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("soon", false)]
    [InlineData("2000-01-01T00:00:00.0000000+00:00", false)]
    [InlineData("2000-01-01T00:00:01.0000000+00:00", true)]
    [InlineData("2000-01-01T00:00:01Z", true)]
    [InlineData("2000-01-01T01:00:01+01:00", true)]
    public void Message_has_to_wait_until_its_time(string deliverAt, bool waits)
    {
        Delay.DueLater(new Dictionary<string, string> { ["MT-Deliver-At"] = deliverAt }, _time).HasValue.Should().Be(waits);
        _time.Advance(TimeSpan.FromSeconds(1));
        Delay.DueLater(new Dictionary<string, string> { ["MT-Deliver-At"] = deliverAt }, _time).Should().BeNull();
    }

    [Fact]
    public void Message_without_delay_is_due() => Delay.DueLater(new Dictionary<string, string>(), _time).Should().BeNull();

    [Fact]
    public void Hops_of_a_message_take_as_long_as_its_delay_and_never_end_early() =>
        Gen.Select(Gen.Double[0, 10_000], Gen.Double[0, 0.999]).Sample((seconds, phase) =>
        {
            var time = new FakeTimeProvider();
            time.Advance(TimeSpan.FromSeconds(phase));
            var deliverAt = time.GetUtcNow().AddSeconds(seconds);
            DateTimeOffset? next = deliverAt;
            var hops = 0;
            while (next is { } until)
            {
                var entry = new SendMessageBatchRequestEntry { MessageAttributes = [] };
                Delay.Apply(entry, time, until);
                entry.DelaySeconds.Should().BeInRange(0, 900);
                time.Advance(TimeSpan.FromSeconds(entry.DelaySeconds.GetValueOrDefault()));
                next = Delay.DueLater(entry.MessageAttributes.ToDictionary(a => a.Key, a => a.Value.StringValue), time);
                hops++;
            }

            time.GetUtcNow().Should().BeOnOrAfter(deliverAt).And.BeBefore(deliverAt.AddSeconds(1.001));
            hops.Should().Be(Math.Max(1, (int)Math.Ceiling(seconds / 900)));
        });

    private SendMessageBatchRequestEntry Apply(DateTimeOffset deliverAt)
    {
        var entry = new SendMessageBatchRequestEntry { MessageAttributes = [] };
        Delay.Apply(entry, _time, deliverAt);
        return entry;
    }
}
