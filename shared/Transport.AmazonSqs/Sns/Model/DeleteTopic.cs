using AlertResponder.Transport.AmazonSqs.Sns.Protocol;

namespace Amazon.SimpleNotificationService.Model;

internal sealed class DeleteTopicRequest : SnsRequest
{
    public string? TopicArn { get; set; }

    internal override string Action => "DeleteTopic";

    internal override void Write(QueryWriter query)
    {
        query.Add("TopicArn", TopicArn);
    }
}

internal sealed class DeleteTopicResponse : SnsResponse;
