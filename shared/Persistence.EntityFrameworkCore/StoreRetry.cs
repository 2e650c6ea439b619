using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Persistence.EntityFrameworkCore;

/// <summary>Does work again that a database refused, for those who have transactions of their own.</summary>
/// <typeparam name="TContext">The context, registered by <c>AddStore</c>.</typeparam>
public sealed class StoreRetry<TContext>
    where TContext : DbContext
{
    private readonly Store<TContext> _store;

    internal StoreRetry(Store<TContext> store) => _store = store;

    /// <summary>
    /// Does the work, again with back-off for as long as the database is out of reach, which closes the <see cref="StoreGate"/>; and up to
    /// ten times when another transaction came first. Other faults go through.
    /// </summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <param name="work">The work, from the beginning: a transaction, with a context that tracks nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The result of the attempt that succeeded.</returns>
    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);

        T result = default!;
        await _store.UntilReachedAsync(async () => result = await work(), cancellationToken);
        return result;
    }
}
