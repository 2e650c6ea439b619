using AlertResponder.Transport.AmazonSqs.Sns.Protocol;
using Amazon.Runtime;

namespace Amazon.SimpleNotificationService.Model;

/// <summary>A call: its action, and its parameters as a form.</summary>
internal abstract class SnsRequest : AmazonWebServiceRequest
{
    internal abstract string Action { get; }

    /// <summary>Bytes that the form will about take.</summary>
    internal virtual int SizeHint => 1024;

    internal abstract void Write(QueryWriter query);

    /// <summary>Bytes that a message will about take. Encoding makes JSON grow by the half; the rest is for attributes and names.</summary>
    protected static int SizeOf(string? message) => ((message?.Length ?? 0) * 2) + 1024;
}
