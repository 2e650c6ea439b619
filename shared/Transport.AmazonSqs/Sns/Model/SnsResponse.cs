using System.Xml.Linq;
using Amazon.Runtime;

namespace Amazon.SimpleNotificationService.Model;

/// <summary>An answer.</summary>
internal abstract class SnsResponse : AmazonWebServiceResponse
{
    /// <summary>Takes what there is from the element <c>…Result</c>.</summary>
    internal virtual void Read(XElement result)
    {
    }
}
