namespace AlertResponder.Persistence.EntityFrameworkCore;

/// <summary>How the outbox of one endpoint works.</summary>
public sealed class EntityFrameworkOutboxEndpointOptions
{
    internal bool ConsumesFirst { get; private set; }

    /// <summary>
    /// The consumer runs first, with what it sends held in memory, and a short transaction then stores the message in the inbox and what
    /// was sent in the outbox. For consumers that call others, which must not happen while a transaction is open. A consumer may run
    /// twice for a message that is delivered twice at the same time; what it sent is stored once.
    /// </summary>
    public void AfterConsume() => ConsumesFirst = true;
}
