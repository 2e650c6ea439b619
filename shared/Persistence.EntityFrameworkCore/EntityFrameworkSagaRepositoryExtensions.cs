using MassTransit;

namespace AlertResponder.Persistence.EntityFrameworkCore;

/// <summary>Registers the saga repository.</summary>
public static class EntityFrameworkSagaRepositoryExtensions
{
    /// <summary>
    /// Keeps a saga's instances in a database. Behind <c>UseEntityFrameworkOutbox</c> the instance is loaded and saved in the outbox's
    /// transaction, which is done again when another one came first; an <c>int</c> or <c>long</c> property that is configured with
    /// <c>IsConcurrencyToken()</c> is raised with every save.
    /// </summary>
    /// <typeparam name="TSaga">The saga.</typeparam>
    /// <param name="saga">The saga's registration.</param>
    /// <param name="configure">Says which context.</param>
    /// <returns>The same registration.</returns>
    /// <exception cref="ConfigurationException">No context was named.</exception>
    public static ISagaRegistrationConfigurator<TSaga> EntityFrameworkRepository<TSaga>(
        this ISagaRegistrationConfigurator<TSaga> saga, Action<EntityFrameworkSagaRepositoryConfigurator<TSaga>> configure)
        where TSaga : class, ISaga
    {
        ArgumentNullException.ThrowIfNull(saga);
        ArgumentNullException.ThrowIfNull(configure);

        var configurator = new EntityFrameworkSagaRepositoryConfigurator<TSaga>();
        configure(configurator);
        return saga.Repository(configurator.Register);
    }
}
