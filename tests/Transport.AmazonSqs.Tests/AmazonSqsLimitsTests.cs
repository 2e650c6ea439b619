using AlertResponder.Transport.AmazonSqs.Internal.Connections;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using Amazon.SimpleNotificationService.Model;
using Amazon.SQS.Model;

namespace AlertResponder.Transport.AmazonSqs.Tests;

/// <summary>The numbers are those of AWS's documentation, written out: the local server enforces few of them.</summary>
public sealed class AmazonSqsLimitsTests(SharedServer server) : IDisposable
{
    private readonly Clients _clients = new(server.Url);

    public void Dispose() => _clients.Dispose();

    [Fact]
    public void Limits_are_those_of_the_documentation()
    {
        AmazonSqsLimits.QueueName.Should().Be(80);
        AmazonSqsLimits.TopicName.Should().Be(256);
        AmazonSqsLimits.BatchEntries.Should().Be(10);
        AmazonSqsLimits.SqsBytes.Should().Be(1_048_576);
        AmazonSqsLimits.SnsBytes.Should().Be(262_144);
        AmazonSqsLimits.Attributes.Should().Be(10);
        AmazonSqsLimits.AttributeName.Should().Be(256);
        AmazonSqsLimits.Delay.Should().Be(TimeSpan.FromSeconds(900));
        AmazonSqsLimits.Visibility.Should().Be(TimeSpan.FromSeconds(43_200));
        AmazonSqsLimits.WaitTimeSeconds.Should().Be(20);
        AmazonSqsLimits.RetentionSeconds.Should().Be(1_209_600);
        Connection.Batches.Entries.Should().Be(10);
        Connection.Batches.Bytes.Should().Be(262_144);
    }

    [Fact]
    public async Task Queue_takes_a_mebibyte_and_not_a_byte_more()
    {
        var url = await _clients.CreateQueueAsync();
        var queue = new SqsQueue(_clients.Sqs, "any", url, TimeProvider.System);

        await queue.SendAsync(Entry(1_048_576));
        var sending = () => queue.SendAsync(Entry(1_048_577));

        (await sending.Should().ThrowAsync<ArgumentException>()).WithMessage("*1048577 bytes*1048576*");
        (await _clients.ReceiveAsync(url)).Should().ContainSingle().Which.Body.Should().HaveLength(1_048_576 - 16);

        // "Name" and "String" have 10 bytes, "äöü" has 6.
        static SendMessageBatchRequestEntry Entry(int bytes) => new()
        {
            MessageBody = new string('x', bytes - 16),
            MessageAttributes = new() { ["Name"] = new() { DataType = "String", StringValue = "äöü" } },
        };
    }

    [Fact]
    public async Task Topic_takes_256_kibibytes_and_not_a_byte_more()
    {
        var topic = new SnsTopic(_clients.Sns, "any", await _clients.CreateTopicAsync(), new PublishGate(TimeProvider.System), TimeProvider.System);

        await topic.PublishAsync(Entry(262_144));
        var publishing = () => topic.PublishAsync(Entry(262_145));

        (await publishing.Should().ThrowAsync<ArgumentException>()).WithMessage("*262145 bytes*262144*");

        static PublishBatchRequestEntry Entry(int bytes) => new()
        {
            Message = new string('x', bytes - 16),
            MessageAttributes = new() { ["Name"] = new() { DataType = "String", StringValue = "äöü" } },
        };
    }
}
