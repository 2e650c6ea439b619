using AlertResponder.Transport.AmazonSqs.Sns.Protocol;

namespace Amazon.SimpleNotificationService.Model;

internal sealed class MessageAttributeValue
{
    /// <summary><c>String</c>, <c>Number</c>, <c>String.Array</c>: with a string value; <c>Binary</c>: with a binary value.</summary>
    public string? DataType { get; set; }

    public string? StringValue { get; set; }

    public MemoryStream? BinaryValue { get; set; }

    internal static void WriteAll(QueryWriter query, Dictionary<string, MessageAttributeValue>? attributes) =>
        query.AddEach("MessageAttributes.entry", attributes, static (inner, attribute) =>
        {
            inner.Add("Name", attribute.Key);
            inner.Add("Value.DataType", attribute.Value.DataType);
            inner.Add("Value.StringValue", attribute.Value.StringValue);
            inner.Add("Value.BinaryValue", attribute.Value.BinaryValue);
        });
}
