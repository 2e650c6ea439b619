using System.Text;

namespace AlertResponder.Transport.AmazonSqs.Internal.Sending;

/// <summary>Size of a message as AWS counts it: bytes of the body in UTF-8, and of each attribute's name, type and value.</summary>
internal static class MessageSize
{
    public static int Of(string? body, Dictionary<string, Amazon.SQS.Model.MessageAttributeValue>? attributes) =>
        Utf8(body) + (attributes?.Sum(attribute => Utf8(attribute.Key) + Utf8(attribute.Value.DataType) + Utf8(attribute.Value.StringValue)
            + (int)(attribute.Value.BinaryValue?.Length ?? 0)) ?? 0);

    public static int Of(string? body, Dictionary<string, Amazon.SimpleNotificationService.Model.MessageAttributeValue>? attributes) =>
        Utf8(body) + (attributes?.Sum(attribute => Utf8(attribute.Key) + Utf8(attribute.Value.DataType) + Utf8(attribute.Value.StringValue)) ?? 0);

    private static int Utf8(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
}
