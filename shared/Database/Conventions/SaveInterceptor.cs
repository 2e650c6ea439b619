using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AlertResponder.Database.Conventions;

/// <summary>Raises concurrency tokens, and saves in a transaction without savepoints.</summary>
internal sealed class SaveInterceptor : ISaveChangesInterceptor
{
    private volatile IProperty[]? _tokens;

    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        var context = eventData.Context!;
        // A failed save ends the whole transaction here: nobody goes back to a savepoint, so none is made.
        context.Database.AutoSavepointsEnabled = false;
        // Also for one row: only a transaction lines up with the other writers without blocking a thread.
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
        RaiseTokens(context);
        return result;
    }

    public ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(SavingChanges(eventData, result));

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
