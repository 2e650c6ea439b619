using AlertResponder.Transport.AmazonSqs.Sns.Protocol;

namespace Amazon.SimpleNotificationService.Model;

internal sealed class Tag
{
    public string? Key { get; set; }

    public string? Value { get; set; }

    internal void Write(QueryWriter query)
    {
        query.Add("Key", Key);
        query.Add("Value", Value);
    }
}
