using AlertResponder.Persistence.EntityFrameworkCore.Sagas;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Persistence.EntityFrameworkCore;

/// <summary>Says where the instances of a saga are kept.</summary>
/// <typeparam name="TSaga">The saga.</typeparam>
public sealed class EntityFrameworkSagaRepositoryConfigurator<TSaga>
    where TSaga : class, ISaga
{
    private Action<ISagaRepositoryRegistrationConfigurator<TSaga>>? _register;

    /// <summary>Keeps the instances in a context that is registered (by <c>AddDatabase</c>) and maps the saga by its <c>CorrelationId</c>.</summary>
    /// <typeparam name="TContext">The context.</typeparam>
    /// <returns>The same configurator.</returns>
    public EntityFrameworkSagaRepositoryConfigurator<TSaga> ExistingDbContext<TContext>()
        where TContext : DbContext
    {
        _register = saga =>
        {
            saga.RegisterLoadSagaRepository<TSaga, SagaRepositoryContextFactory<TContext, TSaga>>();
            saga.RegisterQuerySagaRepository<TSaga, SagaRepositoryContextFactory<TContext, TSaga>>();
            saga.RegisterSagaRepository<TSaga, TContext, SagaConsumeContextFactory<TContext, TSaga>, SagaRepositoryContextFactory<TContext, TSaga>>();
        };
        return this;
    }

    internal void Register(ISagaRepositoryRegistrationConfigurator<TSaga> saga)
    {
        if (_register is null) throw new ConfigurationException($"the repository of {typeof(TSaga).Name} needs a context: call ExistingDbContext<T>()");
        _register(saga);
    }
}
