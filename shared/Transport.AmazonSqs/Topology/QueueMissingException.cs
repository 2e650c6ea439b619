using MassTransit;

namespace AlertResponder.Transport.AmazonSqs.Topology;

/// <summary>A queue is not there, and is not to be created.</summary>
internal sealed class QueueMissingException(string message) : AmazonSqsTransportException(message);
