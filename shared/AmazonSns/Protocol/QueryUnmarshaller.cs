using System.Net;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using Amazon.SimpleNotificationService;
using Amazon.SimpleNotificationService.Model;

namespace AlertResponder.AmazonSns.Protocol;

/// <summary>Reads the XML answer of any call of the AWS query protocol.</summary>
internal sealed class QueryUnmarshaller<TResponse> : XmlResponseUnmarshaller
    where TResponse : SnsResponse, new()
{
    public static readonly QueryUnmarshaller<TResponse> Instance = new();

    public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext context)
    {
        // <CreateTopicResponse><CreateTopicResult>…</CreateTopicResult><ResponseMetadata><RequestId>…
        using var reader = XmlReader.Create(context.Stream);
        var root = XElement.Load(reader);
        var response = new TResponse { ResponseMetadata = new() { RequestId = root.Child("ResponseMetadata")?.Text("RequestId") } };
        if (root.Elements().FirstOrDefault(element => element.Name.LocalName.EndsWith("Result", StringComparison.Ordinal)) is { } result)
            response.Read(result);
        return response;
    }

    public override AmazonServiceException UnmarshallException(XmlUnmarshallerContext context, Exception innerException, HttpStatusCode statusCode)
    {
        var error = XmlErrorResponseUnmarshaller.GetInstance().Unmarshall(context);
        error.InnerException = innerException;
        error.StatusCode = statusCode;
        return AmazonSimpleNotificationServiceException.Of(error);
    }
}
