using MassTransit;

namespace AlertResponder.Transport.AmazonSqs.Internal;

/// <summary>SQS or SNS did not do what was asked, and asking again would not help. The message says what to do.</summary>
internal class AmazonSqsTransportException(string message) : MassTransitException(message);

/// <summary>A queue is not there, and is not to be created.</summary>
internal sealed class QueueMissingException(string message) : AmazonSqsTransportException(message);

/// <summary>A message is larger than SQS or SNS takes. Sending it again would not help.</summary>
internal sealed class MessageTooLargeException(int bytes, int limit)
    : ArgumentException($"The message has {bytes} bytes with its attributes; at most {limit} are allowed");

/// <summary>A topic that was gone could not be declared again, so nothing was published to it: nobody would have heard it.</summary>
internal sealed class TopicNotDeclaredException(Exception cause)
    : Exception($"The topic was deleted and could not be created again with its subscriptions: {cause.Message}", cause);
