namespace AlertResponder.Transport.AmazonSqs.Connections;

/// <summary>A connection broke under a request: whether the server has done what it was asked to is not known.</summary>
internal sealed class BrokenConnectionException(Exception cause) : Exception($"The connection broke: {cause.Message}", cause);
