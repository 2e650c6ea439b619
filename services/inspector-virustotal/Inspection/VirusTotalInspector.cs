using AlertResponder.Contracts;
using AlertResponder.Inspection;
using AlertResponder.Inspector.VirusTotal.VirusTotal;
using Microsoft.Extensions.Options;

namespace AlertResponder.Inspector.VirusTotal.Inspection;

/// <summary>Looks up one attribute: the object first, its relationships only when it is malicious.</summary>
internal sealed class VirusTotalInspector(VirusTotalClient client, DisclosurePolicy disclosure, IOptions<VirusTotalOptions> options) : IInspector
{
    public const string Name = "virustotal";

    public async Task<InspectionResult> InspectAsync(InspectedAttribute attribute, CancellationToken cancellationToken)
    {
        switch (disclosure.Decide(attribute))
        {
            case DisclosureDecision.Allowed when !options.Value.HasKey:
                return InspectionResult.Skipped("VirusTotal__ApiKey is not set");
            case DisclosureDecision.Allowed { Object: var asked }:
                return await AskAsync(attribute, asked, cancellationToken);
            case DisclosureDecision.Withheld { Reason: var reason }:
                return InspectionResult.Skipped(reason);
            case var other:
                throw new InvalidOperationException($"no such decision: {other.GetType().Name}");
        }
    }

    private async Task<InspectionResult> AskAsync(InspectedAttribute attribute, VirusTotalObject asked, CancellationToken cancellationToken) =>
        await client.GetObjectAsync(asked, cancellationToken) switch
        {
            Answer<WireObject>.Known { Value: var known } => await WithRelatedAsync(attribute, asked, known, cancellationToken),
            Answer<WireObject>.Unknown => InspectionResult.Unknown("VirusTotal does not know it"),
            Answer<WireObject>.Denied { Reason: var reason } => InspectionResult.Failed(reason),
            Answer<WireObject>.Refused { Reason: var reason } => InspectionResult.Failed(reason),
            Answer<WireObject>.Busy busy => InspectionResult.Deferred(busy.Reason, busy.RetryAfter),
            var other => throw new InvalidOperationException($"no such answer: {other.GetType().Name}"),
        };

    private async Task<InspectionResult> WithRelatedAsync(
        InspectedAttribute attribute, VirusTotalObject asked, WireObject known, CancellationToken cancellationToken)
    {
        var related = new Dictionary<string, IReadOnlyList<WireObject>>();
        var missing = new List<string>();
        var (outcome, reason) = Findings.Judge(known);
        if (Findings.IsMalicious(known))
        {
            // One after the other: all of them at once would only spend the quota of the minute sooner.
            foreach (var relationship in Findings.RelationshipsOf(asked.Kind))
            {
                switch (await client.GetRelatedAsync(asked, relationship, cancellationToken))
                {
                    case Answer<IReadOnlyList<WireObject>>.Known { Value: var items }:
                        related[relationship] = items;
                        break;
                    case Answer<IReadOnlyList<WireObject>>.Refused { Reason: var refusal }:
                        missing.Add($"{relationship} could not be read: {refusal}");
                        break;
                    case Answer<IReadOnlyList<WireObject>>.Denied { Status: 401, Reason: var denial }:
                        missing.Add($"{relationship} could not be read: {denial}");
                        break;
                    case Answer<IReadOnlyList<WireObject>>.Busy busy:
                        return InspectionResult.Deferred(busy.Reason, busy.RetryAfter) with
                        {
                            Findings = [Findings.Of(attribute, asked, known, related)],
                        };
                    default:
                        break; // there is none, or it needs a Premium key: no failure
                }
            }
        }

        return new InspectionResult(outcome, missing.Count > 0 ? string.Join("; ", missing) : reason)
        {
            Findings = outcome == InspectionOutcome.Unknown ? [] : [Findings.Of(attribute, asked, known, related)],
        };
    }
}
