using AlertResponder.Contracts;
using AlertResponder.Inspection;
using Microsoft.Extensions.Options;

namespace SampleNamespace;

/// <summary>Says of an attribute whether the settings name it. Put the question to your own source in its place.</summary>
internal sealed class SampleShortInspector(IOptions<SampleShortOptions> options) : IInspector
{
    /// <summary>Its name in reports; its queue is <c>inspector-sample-kebab</c>.</summary>
    public const string Name = "sample-kebab";

    public Task<InspectionResult> InspectAsync(InspectedAttribute attribute, CancellationToken cancellationToken) => Task.FromResult(
        options.Value.Known.Contains(attribute.Value, StringComparer.OrdinalIgnoreCase)
            ? InspectionResult.Found(new Finding
            {
                Inspector = Name,
                Title = "it is known here",
                Attribute = attribute,
                Kind = FindingKind.Host,
                Host = new HostFinding(),
            })
            : InspectionResult.Unknown("it is not known here"));
}
