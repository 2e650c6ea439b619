using System.Text.Json;
using AlertResponder.Contracts;

namespace AlertResponder.Emission;

/// <summary>A report as the target should show it.</summary>
public sealed record EmittedReport
{
    /// <summary>The newest snapshot.</summary>
    public required ReportDocument Report { get; init; }

    /// <summary>The number of the newest snapshot; it grows with every change of the report.</summary>
    public required int DocumentVersion { get; init; }

    /// <summary>The verdicts that were heard of, by number. Some may be missing: messages come in any order, and a newer one may come first.</summary>
    public IReadOnlyDictionary<int, Verdict> Verdicts { get; init; } = new Dictionary<int, Verdict>();

    /// <summary>The number of the newest verdict, 0 before the first.</summary>
    public int VerdictNumber => Verdicts.Count == 0 ? 0 : Verdicts.Keys.Max();

    /// <summary>The newest verdict; null before the first.</summary>
    public Verdict? Verdict => Verdicts.GetValueOrDefault(VerdictNumber);

    /// <summary>A call whose outcome is unknown. While it is set, the step of that name and key is asked for, to look for what it has made.</summary>
    public UnresolvedWrite? Unresolved { get; init; }

    /// <summary>Whether the last try of a step was refused, or found nothing there.</summary>
    public bool WasRefused { get; init; }

    /// <summary>A secret that lives as long as the ledger: what is signed with it can be told from what others have written.</summary>
    public ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>The steps that <see cref="IsPassedBy"/> answers for.</summary>
    public IReadOnlyCollection<string> PassedBy { get; init; } = [];

    internal string? FormerStateJson { get; init; }

    /// <summary>Whether a decoration was refused a short while ago: what follows it goes on without.</summary>
    /// <param name="step">The step's name.</param>
    /// <returns>Whether to go on as if it were done.</returns>
    public bool IsPassedBy(string step) => PassedBy.Contains(step);

    /// <summary>What was applied of the report that came before this one (<c>previousReportId</c>).</summary>
    /// <typeparam name="TState">The emitter's state.</typeparam>
    /// <returns>Its state; null when there was none, or it was written to another target, or is gone.</returns>
    public TState? Former<TState>()
        where TState : class => FormerStateJson is null ? null : JsonSerializer.Deserialize<TState>(FormerStateJson, Storage.LedgerJson.Options);
}

/// <summary>A call that was begun, and of which nobody knows whether it came through.</summary>
/// <param name="Step">The step's name.</param>
/// <param name="Key">What it makes.</param>
public sealed record UnresolvedWrite(string Step, string Key);
