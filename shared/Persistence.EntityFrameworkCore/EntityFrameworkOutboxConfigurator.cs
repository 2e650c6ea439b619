namespace AlertResponder.Persistence.EntityFrameworkCore;

/// <summary>The settings of one context's outbox and inbox.</summary>
public sealed class EntityFrameworkOutboxConfigurator
{
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
