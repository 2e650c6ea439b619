using System.Xml;
using System.Xml.Linq;
using AlertResponder.AmazonSns.Protocol;

namespace Amazon.SimpleNotificationService.Model;

internal sealed class PublishBatchRequest : SnsRequest
{
    public string? TopicArn { get; set; }

    public List<PublishBatchRequestEntry>? PublishBatchRequestEntries { get; set; }

    internal override string Action => "PublishBatch";

    // Encoding makes JSON grow by the half; the rest is for attributes and names.
    internal override int SizeHint =>
        (PublishBatchRequestEntries?.Sum(entry => ((entry.Message?.Length ?? 0) * 2) + 1024) ?? 0) + base.SizeHint;

    internal override void Write(QueryWriter query)
    {
        query.Add("TopicArn", TopicArn);
        query.AddEach("PublishBatchRequestEntries.member", PublishBatchRequestEntries, static (inner, entry) => entry.Write(inner));
    }
}

internal sealed class PublishBatchResponse : SnsResponse
{
    /// <summary>Null if there is none.</summary>
    public List<PublishBatchResultEntry>? Successful { get; private set; }

    /// <summary>Null if there is none.</summary>
    public List<BatchResultErrorEntry>? Failed { get; private set; }

    internal override void Read(XElement result)
    {
        Successful = result.Members("Successful", PublishBatchResultEntry.Read);
        Failed = result.Members("Failed", BatchResultErrorEntry.Read);
    }
}

internal sealed class PublishBatchRequestEntry
{
    public string? Id { get; set; }

    public string? Message { get; set; }

    public Dictionary<string, MessageAttributeValue>? MessageAttributes { get; set; }

    internal void Write(QueryWriter query)
    {
        query.Add("Id", Id);
        query.Add("Message", Message);
        query.AddEach("MessageAttributes.entry", MessageAttributes, static (inner, attribute) =>
        {
            inner.Add("Name", attribute.Key);
            inner.Add("Value.DataType", attribute.Value.DataType);
            inner.Add("Value.StringValue", attribute.Value.StringValue);
        });
    }
}

internal sealed class MessageAttributeValue
{
    /// <summary><c>String</c>, <c>Number</c> or <c>String.Array</c>. There is <c>Binary</c> as well, which nobody here uses.</summary>
    public string? DataType { get; set; }

    public string? StringValue { get; set; }
}

internal sealed class PublishBatchResultEntry
{
    public string? Id { get; private init; }

    public string? MessageId { get; private init; }

    internal static PublishBatchResultEntry Read(XElement member) => new() { Id = member.Text("Id"), MessageId = member.Text("MessageId") };
}

internal sealed class BatchResultErrorEntry
{
    public string? Id { get; private init; }

    public string? Code { get; private init; }

    public string? Message { get; private init; }

    /// <summary>The message itself is wrong: sending it again will not help.</summary>
    public bool? SenderFault { get; private init; }

    internal static BatchResultErrorEntry Read(XElement member) => new()
    {
        Id = member.Text("Id"),
        Code = member.Text("Code"),
        Message = member.Text("Message"),
        SenderFault = member.Text("SenderFault") is { } text ? XmlConvert.ToBoolean(text) : null,
    };
}
