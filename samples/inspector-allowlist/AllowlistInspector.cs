using AlertResponder.Contracts;
using AlertResponder.Inspection;

namespace AlertResponder.Inspector.Allowlist;

/// <summary>Says of addresses and domains that somebody has written them down as known and good.</summary>
internal sealed class AllowlistInspector(Allowlist allowlist) : IInspector
{
    public const string Name = "allowlist";

    public Task<InspectionResult> InspectAsync(InspectedAttribute attribute, CancellationToken cancellationToken) =>
        Task.FromResult(allowlist.EntryFor(attribute.Value) is not { } entry
            ? InspectionResult.Unknown("the allowlist does not name it")
            : InspectionResult.Found(new Finding
            {
                Inspector = Name,
                Title = $"known and good: {entry}",
                Attribute = attribute,
                Kind = FindingKind.Host,
                Side = FindingSide.Allied,
                Host = new HostFinding(),
            }));
}
