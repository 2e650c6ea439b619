using AlertResponder.Persistence.EntityFrameworkCore.Dialects;
using AlertResponder.Persistence.EntityFrameworkCore.Sagas;
using AlertResponder.Persistence.EntityFrameworkCore.Schema;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Persistence.EntityFrameworkCore;

/// <summary>Says where the instances of a saga are kept.</summary>
/// <typeparam name="TSaga">The saga.</typeparam>
public sealed class EntityFrameworkSagaRepositoryConfigurator<TSaga>
    where TSaga : class, ISaga
{
    private Action<ISagaRepositoryRegistrationConfigurator<TSaga>>? _register;
    private string? _database;

    /// <summary>Keeps the instances in a context that is registered (by <c>AddStore</c>) and maps the saga by its <c>CorrelationId</c>.</summary>
    /// <typeparam name="TContext">The context.</typeparam>
    /// <returns>The same configurator.</returns>
    public EntityFrameworkSagaRepositoryConfigurator<TSaga> ExistingDbContext<TContext>()
        where TContext : DbContext
    {
        _register = saga =>
        {
            if (_database is { } database)
                saga.AddSingleton(new StoreExpectation(typeof(TContext), database, $"The repository of {typeof(TSaga).Name}"));
            saga.RegisterLoadSagaRepository<TSaga, SagaRepositoryContextFactory<TContext, TSaga>>();
            saga.RegisterQuerySagaRepository<TSaga, SagaRepositoryContextFactory<TContext, TSaga>>();
            saga.RegisterSagaRepository<TSaga, TContext, SagaConsumeContextFactory<TContext, TSaga>, SagaRepositoryContextFactory<TContext, TSaga>>();
        };
        return this;
    }

    /// <summary>
    /// The context is on PostgreSQL, where an instance's row is locked while a message is dealt with; when <c>AddStore</c> puts it elsewhere,
    /// the start is refused.
    /// </summary>
    /// <returns>The same configurator.</returns>
    public EntityFrameworkSagaRepositoryConfigurator<TSaga> UsePostgres()
    {
        _database = PostgresDialect.DatabaseName;
        return this;
    }

    /// <summary>
    /// The context is on SQLite, whose one writer makes a lock on the instance's row unnecessary; when <c>AddStore</c> puts it elsewhere, the
    /// start is refused.
    /// </summary>
    /// <returns>The same configurator.</returns>
    public EntityFrameworkSagaRepositoryConfigurator<TSaga> UseSqlite()
    {
        _database = SqliteDialect.DatabaseName;
        return this;
    }

    internal void Register(ISagaRepositoryRegistrationConfigurator<TSaga> saga)
    {
        if (_register is null) throw new ConfigurationException($"the repository of {typeof(TSaga).Name} needs a context: call ExistingDbContext<T>()");
        _register(saga);
    }
}
