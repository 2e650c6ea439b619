using System.Text.RegularExpressions;

namespace AlertResponder.Inspection;

/// <summary>What an inspector was added as.</summary>
internal sealed partial record InspectorRegistration<T>(string Name, IReadOnlyList<string> Types)
    where T : class, IInspector
{
    public static InspectorRegistration<T> Of(string name, IReadOnlyList<string> types)
    {
        if (!QueuePart().IsMatch(name))
            throw new ArgumentException($"'{name}' cannot name an inspector: 1 to 40 of a-z, 0-9 and '-' are allowed, for its queue is called by it", nameof(name));
        if (types.Count == 0 || types.Any(string.IsNullOrWhiteSpace))
            throw new ArgumentException($"The inspector '{name}' looks at no type of attribute: name some, e.g. ipaddr", nameof(types));
        return new InspectorRegistration<T>(name, types);
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,39}\z")]
    private static partial Regex QueuePart();
}
