using AlertResponder.AmazonSns.Endpoints;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.SimpleNotificationService.Model;

namespace AlertResponder.AmazonSns.Protocol;

/// <summary>Makes the HTTP request of any call of the AWS query protocol.</summary>
internal sealed class QueryMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static readonly QueryMarshaller Instance = new();

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var call = (SnsRequest)input;
        // The form goes into a pooled buffer and from there to the socket. The SDK's dictionary of parameters would hold a string for
        // each key and value, and copy the whole form once more.
        var form = new PooledContentStream(call.SizeHint);
        try
        {
            var writer = new QueryWriter(form.BufferWriter);
            writer.Add("Action", call.Action);
            writer.Add("Version", SnsService.ApiVersion);
            call.Write(writer);
            return new DefaultRequest(input, "Amazon.SimpleNotificationService")
            {
                HttpMethod = "POST",
                ResourcePath = "/",
                ContentStream = form,
                Headers = { ["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8" },
            };
        }
        catch
        {
            form.Dispose();
            throw;
        }
    }
}
