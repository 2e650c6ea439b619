using AlertResponder.Database;
using AlertResponder.Persistence.EntityFrameworkCore.Inbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>What the parts of one context's inbox and outbox share.</summary>
internal sealed class TransactionalOutbox<TContext>(
    DatabaseRegistration database, DatabaseRetry<TContext> retry, TimeProvider time, ILogger<TransactionalOutbox<TContext>> logger)
    where TContext : DbContext
{
    /// <summary>The database's name.</summary>
    public string Name => database.Name;

    public DatabaseRetry<TContext> Retry => retry;
    public InboxSql Inbox { get; } = InboxSql.Of(database.Kind);
    public OutboxSql Outbox { get; } = OutboxSql.Of(database.Kind);
    public OutboxHandover Handover { get; } = new();
    public ILogger Logger => logger;

    /// <summary>The clock of what is due and of what the inbox remembers; claims follow the database's.</summary>
    public TimeProvider Time => time;
    public DateTimeOffset Now => time.GetUtcNow();

    public static TransactionalOutbox<TContext> Create(IServiceProvider services)
    {
        var database = services.GetDatabases().LastOrDefault(database => database.Context == typeof(TContext))
            ?? throw new InvalidOperationException($"{typeof(TContext).Name} has no database: call AddDatabase first");
        return ActivatorUtilities.CreateInstance<TransactionalOutbox<TContext>>(services, database);
    }
}
