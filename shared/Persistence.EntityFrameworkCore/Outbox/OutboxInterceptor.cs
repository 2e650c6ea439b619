using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>Sees rows of the outbox being saved and hands them over once they are committed.</summary>
internal sealed class OutboxInterceptor<TContext>(TransactionalOutbox<TContext> outbox) : ISaveChangesInterceptor, IDbTransactionInterceptor
    where TContext : DbContext
{
    private sealed class Pending
    {
        public List<EntityEntry<OutboxRow>> Saving { get; } = [];
        public List<OutboxRow> Saved { get; } = [];
    }

    private readonly ConditionalWeakTable<DbContext, Pending> _contexts = [];

    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        var context = eventData.Context!;
        var pending = _contexts.GetOrCreateValue(context);
        pending.Saving.Clear();
        var detecting = context.ChangeTracker.AutoDetectChangesEnabled;
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        foreach (var entry in context.ChangeTracker.Entries<OutboxRow>())
            if (entry.State == EntityState.Added) pending.Saving.Add(entry);
        context.ChangeTracker.AutoDetectChangesEnabled = detecting;
        return result;
    }

    public ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(SavingChanges(eventData, result));

    public int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        if (eventData.Context is not { } context || !_contexts.TryGetValue(context, out var pending)) return result;

        // Of a save that is accepted later only the entry knows the ids.
        foreach (var entry in pending.Saving) entry.Entity.Id = entry.Property(row => row.Id).CurrentValue;
        var saved = pending.Saving.Select(entry => entry.Entity);
        if (context.Database.CurrentTransaction is null) outbox.Handover.Offer(saved);
        else pending.Saved.AddRange(saved);
        pending.Saving.Clear();
        return result;
    }

    public ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(SavedChanges(eventData, result));

    // The former transaction of this context may have been dropped after a save: its rows were never committed.
    public DbTransaction TransactionStarted(DbConnection connection, TransactionEndEventData eventData, DbTransaction result)
    {
        if (eventData.Context is { } context && _contexts.TryGetValue(context, out var pending)) pending.Saved.Clear();
        return result;
    }

    public ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(TransactionStarted(connection, eventData, result));

    public void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData)
    {
        if (eventData.Context is not { } context || !_contexts.TryGetValue(context, out var pending)) return;

        outbox.Handover.Offer(pending.Saved);
        pending.Saved.Clear();
    }

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        TransactionCommitted(transaction, eventData);
        return Task.CompletedTask;
    }
}
