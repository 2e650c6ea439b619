using System.Xml.Linq;
using AlertResponder.AmazonSns.Protocol;
using Amazon.Runtime;

namespace Amazon.SimpleNotificationService.Model;

/// <summary>A call: its action, and its parameters as a form.</summary>
internal abstract class SnsRequest : AmazonWebServiceRequest
{
    internal abstract string Action { get; }

    /// <summary>Bytes that the form will about take.</summary>
    internal virtual int SizeHint => 1024;

    internal abstract void Write(QueryWriter query);
}

/// <summary>An answer.</summary>
internal abstract class SnsResponse : AmazonWebServiceResponse
{
    /// <summary>Takes what there is from the element <c>…Result</c>.</summary>
    internal virtual void Read(XElement result)
    {
    }
}
