namespace AlertResponder.Transport.AmazonSqs.Sending;

/// <summary>A message is larger than SQS or SNS takes. Sending it again would not help.</summary>
internal sealed class MessageTooLargeException(int bytes, int limit)
    : ArgumentException($"The message has {bytes} bytes with its attributes; at most {limit} are allowed");
