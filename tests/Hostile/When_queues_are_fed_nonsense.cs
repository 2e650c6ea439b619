using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlertResponder.Contracts;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace AlertResponder.Hostile.Tests;

public sealed class When_queues_are_fed_nonsense
{
    private const string Intake = "alert-intake";
    private const int MaxBytes = 1_000_000; // SQS takes 1 MiB, attributes included

    [Fact]
    public async Task Each_document_is_taken_or_put_aside_and_an_ordinary_one_is_judged()
    {
        var random = Sizes.NewRandom();
        await using var stack = await StartAsync();
        using var sqs = stack.Sqs();
        string[] samples = [.. new[] { Samples.AlertResponder, Samples.DeepAlert, Samples.GuardDuty }.Select(Samples.Read)];
        for (var number = 0; number < Sizes.Documents / 2; number++)
            await SendAsync(sqs, Intake, Document(samples[number % samples.Length], random), random);

        var bystander = await stack.SendAsync(Samples.Json(Samples.Alert("bystander")));

        await stack.ReportAsync(bystander, report => report.Verdict is not null, "has a verdict");
        await stack.UntilAsync(async () => await LengthAsync(sqs, Intake) == 0, () => $"{Intake} is empty", Sizes.Seconds);
    }

    [Fact]
    public async Task Messages_in_the_name_of_other_services_hold_up_no_report()
    {
        var random = Sizes.NewRandom();
        await using var stack = await StartAsync();
        using var sqs = stack.Sqs();
        var known = await stack.SendAsync(Samples.Read(Samples.DeepAlert));
        var report = await stack.ReportAsync(known, found => found.Attributes.Count > 0, "is there");

        for (var number = 0; number < Sizes.Documents / 2; number++)
        {
            object message = number % 2 == 0 ? Answer(report) : Alert(report);
            var queue = number % 2 == 0 ? CoreRoute.ReportsQueue : CoreRoute.AlertsQueue;
            await SendAsync(sqs, queue, Encoding.UTF8.GetString(HostileJson.Mutate(Envelope(message), random)), random);
        }

        var bystander = await stack.SendAsync(Samples.Json(Samples.Alert("bystander")));

        foreach (var alertId in new[] { bystander, known })
            await stack.ReportAsync(alertId, found => found.Verdict is not null, "has a verdict");
    }

    // Nobody answers here: the review does not wait for it.
    private static Task<ServicesStack> StartAsync() => ServicesStack.StartOnPostgresAsync(
        [ServicesStack.Receptor, ServicesStack.Reviewer], stack => stack.Settings["Reports__ReviewGrace"] = "1");

    private static InspectionCompleted Answer(ReportDocument report) => new()
    {
        ReportId = report.ReportId,
        AlertId = report.AlertId,
        InspectionId = Guid.NewGuid(),
        Inspector = "virustotal",
        Attribute = new InspectedAttribute { Type = report.Attributes[0].Type, Value = report.Attributes[0].Value },
        Outcome = InspectionOutcome.Found,
        CompletedAt = report.OpenedAt,
        Findings =
        [
            new Finding
            {
                Inspector = "virustotal",
                Attribute = new InspectedAttribute { Type = "ipaddr", Value = "1.1.1.1" },
                Kind = FindingKind.Host,
                Malicious = 1,
                Host = new HostFinding { RelatedDomains = [new RelatedDomain("a.example")] },
            },
        ],
        Discovered = [new AlertAttribute { Type = "domain", Value = "b.example" }],
    };

    private static AlertReceived Alert(ReportDocument report) => new()
    {
        AlertId = report.AlertId,
        ReceiptId = Guid.NewGuid(),
        ReceivedAt = report.OpenedAt,
        Alert = new Alert
        {
            Detector = report.Detector,
            RuleId = report.RuleId,
            Title = report.Title,
            Attributes = [new AlertAttribute { Type = "ipaddr", Value = "1.1.1.1", Context = ["remote"] }],
            Source = new AlertSource("deepalert"),
        },
    };

    private static byte[] Envelope<T>(T message) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            messageId = Guid.NewGuid(),
            messageType = new[] { $"urn:message:{message!.GetType().Namespace}:{message.GetType().Name}" },
            message = JsonSerializer.SerializeToNode(message, message.GetType(), JsonSerializerOptions.Web),
            headers = new { },
        });

    private static string Document(string sample, Random random)
    {
        var document = Encoding.UTF8.GetString(HostileJson.Mutate(Encoding.UTF8.GetBytes(sample), random));
        return random.Next(3) switch
        {
            0 => $$"""{"Type":"Notification","MessageId":"{{Guid.NewGuid()}}","TopicArn":"arn:aws:sns:eu-central-1:000000000000:t","Message":{{HostileText.ToJson(document)}}}""",
            1 => $$"""{"Type":"Notification","MessageId":{{HostileText.ToJson(HostileText.Next(random))}},"Message":{{HostileText.ToJson(document)}},"x":"\ud800"}""",
            _ => document,
        };
    }

    private static async Task SendAsync(AmazonSQSClient sqs, string queue, string body, Random random)
    {
        var url = (await sqs.GetQueueUrlAsync(queue)).QueueUrl;
        // What SQS takes: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
        var sendable = new string([.. body.Where(unit => unit is '\t' or '\n' or '\r' or (>= ' ' and < '\uD800') or (>= '\uE000' and <= '\uFFFD'))]);
        if (sendable.Length == 0 || Encoding.UTF8.GetByteCount(sendable) > MaxBytes) return;
        await sqs.SendMessageAsync(new SendMessageRequest(url, sendable)
        {
            MessageAttributes = new Dictionary<string, MessageAttributeValue>
            {
                ["Content-Type"] = new() { DataType = "String", StringValue = random.Next(3) == 0 ? "text/plain" : "application/vnd.masstransit+json" },
                [$"x{random.Next(10)}"] = new() { DataType = "String", StringValue = $"value {random.Next()}" },
            },
        });
    }

    private static async Task<int> LengthAsync(AmazonSQSClient sqs, string queue)
    {
        var url = (await sqs.GetQueueUrlAsync(queue)).QueueUrl;
        var attributes = await sqs.GetQueueAttributesAsync(url, ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]);
        return attributes.ApproximateNumberOfMessages + attributes.ApproximateNumberOfMessagesNotVisible;
    }
}
