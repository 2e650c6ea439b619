using Amazon.Runtime;
using Amazon.SimpleNotificationService;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace AlertResponder.Transport.AmazonSqs.Tests.SqsSns;

/// <summary>Both clients of a server, as a user of them would make them.</summary>
internal sealed class Clients : IDisposable
{
    public const string Region = "eu-central-1";
    public const string AccessKey = "AKIAEXAMPLE";
    public const string SecretKey = "secret-of-the-example";
    public const string SessionToken = "session-of-the-example";

    private static readonly AWSCredentials Credentials = new SessionAWSCredentials(AccessKey, SecretKey, SessionToken);

    public Clients(Uri url)
    {
        Sns = new(Credentials, new AmazonSimpleNotificationServiceConfig { ServiceURL = $"{url}", AuthenticationRegion = Region });
        Raw = new(url);
        Sqs = new(Credentials, new AmazonSQSConfig { ServiceURL = $"{url}", AuthenticationRegion = Region });
    }

    public AmazonSimpleNotificationServiceClient Sns { get; }

    /// <summary>What the SNS client cannot do.</summary>
    public RawSns Raw { get; }

    public AmazonSQSClient Sqs { get; }

    public static string NewName() => $"test-{Guid.NewGuid():N}";

    public async Task<string> CreateQueueAsync(string? name = null) =>
        (await Sqs.CreateQueueAsync(name ?? NewName(), TestContext.Current.CancellationToken)).QueueUrl;

    public Task SendAsync(string queue, string body) => Sqs.SendMessageAsync(queue, body, TestContext.Current.CancellationToken);

    public async Task<string> CreateTopicAsync() =>
        (await Sns.CreateTopicAsync(new() { Name = NewName() }, TestContext.Current.CancellationToken)).TopicArn!;

    public async Task<string> QueueArnAsync(string queue) =>
        (await Sqs.GetQueueAttributesAsync(queue, ["QueueArn"], TestContext.Current.CancellationToken)).QueueARN;

    /// <summary>Takes what is there within a second of waiting, at most ten messages.</summary>
    public async Task<List<Message>> ReceiveAsync(string queue)
    {
        var request = new ReceiveMessageRequest { QueueUrl = queue, MaxNumberOfMessages = 10, WaitTimeSeconds = 1, MessageAttributeNames = ["All"] };
        return (await Sqs.ReceiveMessageAsync(request, TestContext.Current.CancellationToken)).Messages ?? [];
    }

    public void Dispose()
    {
        Sns.Dispose();
        Raw.Dispose();
        Sqs.Dispose();
    }
}
