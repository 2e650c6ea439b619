namespace AlertResponder.Persistence.EntityFrameworkCore;

/// <summary>The settings of one context's outbox and inbox.</summary>
public sealed class EntityFrameworkOutboxConfigurator
{
    internal static readonly TimeSpan DefaultQueryDelay = TimeSpan.FromMilliseconds(250);
    internal static readonly TimeSpan DefaultDuplicateDetectionWindow = TimeSpan.FromDays(15);

    /// <summary>How often the outbox is asked for messages that have become due. What is committed in this process goes out without it.</summary>
    /// <value>250 ms.</value>
    public TimeSpan QueryDelay { get; set; } = DefaultQueryDelay;

    /// <summary>How long the inbox remembers a message; longer than any queue keeps one, redrives included.</summary>
    /// <value>15 days.</value>
    public TimeSpan DuplicateDetectionWindow { get; set; } = DefaultDuplicateDetectionWindow;

    internal bool BusOutbox { get; private set; }

    /// <summary>
    /// What a scope outside of a consumer publishes (<c>IPublishEndpoint</c>) and sends (<c>ISendEndpointProvider</c>) goes through this
    /// outbox: it is stored by <c>SaveChanges</c> of the scope's context, and delivered after that. One outbox of a bus can have this.
    /// </summary>
    /// <returns>The same configurator.</returns>
    public EntityFrameworkOutboxConfigurator UseBusOutbox()
    {
        BusOutbox = true;
        return this;
    }
}
