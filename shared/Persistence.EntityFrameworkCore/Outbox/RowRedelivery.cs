using AlertResponder.Redelivery;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>A message that came from an outbox waits there for its next delivery.</summary>
internal sealed class RowRedelivery(int attempts) : IRedelivery
{
    public int PastDeliveries => attempts;

    /// <summary>What the consumer asked for; null when the message is done.</summary>
    public TimeSpan? Delay { get; private set; }

    public void RedeliverAfter(TimeSpan delay) => Delay = delay;
}
