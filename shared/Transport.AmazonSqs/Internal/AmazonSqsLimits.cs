namespace AlertResponder.Transport.AmazonSqs.Internal;

/// <summary>
/// What AWS allows. The local server does not enforce most of it, so each number has its source and a test of its own.
/// </summary>
internal static class AmazonSqsLimits
{
    /// <summary>Characters of a queue's name. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html</summary>
    public const int QueueName = 80;

    /// <summary>Characters of a topic's name. https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html</summary>
    public const int TopicName = 256;

    /// <summary>Entries of a batch of SQS and of SNS. https://docs.aws.amazon.com/general/latest/gr/sqs-service.html</summary>
    public const int BatchEntries = 10;

    /// <summary>
    /// Bytes of a message, and of all messages of a batch, that SQS takes.
    /// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
    /// </summary>
    public const int SqsBytes = 1024 * 1024;

    /// <summary>Bytes of a message, and of all messages of a batch, that SNS takes. https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html</summary>
    public const int SnsBytes = 256 * 1024;

    /// <summary>
    /// Attributes of a message. With raw delivery SNS discards a message that has more.
    /// https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
    /// </summary>
    public const int Attributes = 10;

    /// <summary>Characters of an attribute's name, of A-Z, a-z, 0-9, '_', '-' and '.'. Same source.</summary>
    public const int AttributeName = 256;

    /// <summary>How long SQS delays a message at most. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMinutes(15);

    /// <summary>
    /// How long a message stays invisible at most, counted from when it was received.
    /// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
    /// </summary>
    public static readonly TimeSpan Visibility = TimeSpan.FromHours(12);

    /// <summary>Seconds a poll waits at most. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html</summary>
    public const int WaitTimeSeconds = 20;

    /// <summary>Seconds a queue keeps its messages at most: 14 days. Same quotas as <see cref="SqsBytes"/>.</summary>
    public const int RetentionSeconds = 14 * 24 * 60 * 60;
}
