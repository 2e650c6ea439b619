namespace MassTransit;

/// <summary>SQS or SNS did not do what was asked, and asking again would not help. The message says what to do.</summary>
[Serializable]
public class AmazonSqsTransportException : MassTransitException
{
    /// <summary>Makes the exception without a message.</summary>
    public AmazonSqsTransportException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    public AmazonSqsTransportException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="innerException">What SQS or SNS said.</param>
    public AmazonSqsTransportException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
