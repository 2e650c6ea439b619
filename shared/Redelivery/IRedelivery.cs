namespace AlertResponder.Redelivery;

/// <summary>
/// What delivered a message can deliver that same message again later. A payload of the <c>ReceiveContext</c>, where there is such a thing: on
/// SQS, and in process for the rows of an outbox.
/// </summary>
public interface IRedelivery
{
    /// <summary>How often the message was delivered before, 0 the first time. It survives the process.</summary>
    int PastDeliveries { get; }

    /// <summary>When this delivery ends, the message is put back instead of being done, and is delivered again after the delay.</summary>
    /// <param name="delay">The delay.</param>
    void RedeliverAfter(TimeSpan delay);
}
