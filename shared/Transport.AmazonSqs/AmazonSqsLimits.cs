namespace AlertResponder.Transport.AmazonSqs;

/// <summary>What AWS allows, each with the page that says so. The local server enforces little of it, so unit tests do.</summary>
internal static class AmazonSqsLimits
{
    /// <summary>https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html</summary>
    public const int QueueNameLength = 80;

    /// <summary>https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html</summary>
    public const int TopicNameLength = 256;

    /// <summary>https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html</summary>
    public const int BatchEntries = 10;

    /// <summary>
    /// Bytes of a message, and of all messages of a batch, with their attributes:
    /// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
    /// </summary>
    public const int QueueBatchBytes = 1024 * 1024;

    /// <summary>As <see cref="QueueBatchBytes"/>: https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html</summary>
    public const int TopicBatchBytes = 256 * 1024;
}
