using AlertResponder.Emission.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Emission;

/// <summary>
/// What an emitter has to remember of its target as a whole, and not of one report: a short text in its ledger, one for all processes. It can be
/// read as soon as the target is asked for (<see cref="IEmitTarget"/>).
/// </summary>
/// <typeparam name="TEmitter">The emitter.</typeparam>
/// <param name="scopes">Where the ledger comes from.</param>
public sealed class TargetMemory<TEmitter>(IServiceScopeFactory scopes)
{
    /// <summary>Reads it.</summary>
    /// <returns>What was written last; null when nothing was.</returns>
    public async Task<string?> ReadAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<LedgerContext<TEmitter>>().Target.Select(target => target.Memory).SingleAsync();
    }

    /// <summary>Writes it.</summary>
    /// <param name="text">The text; null to forget it.</param>
    /// <returns>When it is stored.</returns>
    public async Task WriteAsync(string? text)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<LedgerContext<TEmitter>>().Target
            .ExecuteUpdateAsync(set => set.SetProperty(target => target.Memory, text));
    }
}
