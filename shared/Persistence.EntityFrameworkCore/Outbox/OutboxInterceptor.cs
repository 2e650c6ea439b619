using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>Sees rows of the outbox being saved and hands them over once they are committed; raises concurrency tokens.</summary>
internal sealed class OutboxInterceptor<TContext>(Store<TContext> store) : ISaveChangesInterceptor, IDbTransactionInterceptor
    where TContext : DbContext
{
    private sealed class Pending
    {
        public List<EntityEntry<OutboxRow>> Saving { get; } = [];
        public List<OutboxRow> Saved { get; } = [];
    }

    private readonly ConditionalWeakTable<DbContext, Pending> _contexts = [];
    private volatile IProperty[]? _tokens;

    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        var context = eventData.Context!;
        // A failed save ends the whole transaction here: nobody goes back to a savepoint, so none is made.
        context.Database.AutoSavepointsEnabled = false;
        // Also for one row: only a transaction lines up with the other writers without blocking a thread.
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
        RaiseTokens(context);

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
        if (context.Database.CurrentTransaction is null) store.Handover.Offer(saved);
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

        store.Handover.Offer(pending.Saved);
        pending.Saved.Clear();
    }

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        TransactionCommitted(transaction, eventData);
        return Task.CompletedTask;
    }

    private void RaiseTokens(DbContext context)
    {
        _tokens ??= [.. context.Model.GetEntityTypes().SelectMany(type => type.GetProperties()).Where(ConcurrencyTokens.IsRaised)];
        if (_tokens.Length == 0) return;

        foreach (var entry in context.ChangeTracker.Entries())
        {
            if (entry.State != EntityState.Modified) continue;
            foreach (var token in _tokens)
            {
                if (token.DeclaringType != entry.Metadata) continue;
                var value = entry.Property(token);
                if (!value.IsModified) value.CurrentValue = value.CurrentValue is int version ? (object)(version + 1) : (long)value.CurrentValue! + 1;
            }
        }
    }
}
