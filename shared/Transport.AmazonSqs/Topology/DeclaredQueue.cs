namespace AlertResponder.Transport.AmazonSqs.Topology;

/// <summary>A queue that stands.</summary>
internal sealed record DeclaredQueue(string Url, string Arn);
