using Amazon.Runtime.Internal;

namespace AlertResponder.AmazonSns.Endpoints;

/// <summary>What the SDK must know of the service.</summary>
internal sealed class SnsService : IServiceMetadata
{
    public const string Id = "SNS";
    public const string SigningName = "sns";
    public const string ApiVersion = "2010-03-31";

    public static readonly SnsService Metadata = new();

    public string ServiceId => Id;

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
}
