using System.Text.RegularExpressions;
using AlertResponder.ServiceDefaults;

namespace AlertResponder.Inspection;

/// <summary>The name and the types that an inspector was added with.</summary>
internal partial record InspectorRegistration(string Name, IReadOnlyList<string> Types)
{
    /// <summary>The queue on which it is asked.</summary>
    public string Queue => $"inspector-{Name}";

    /// <summary>Why it cannot be added beside the others; null when it can.</summary>
    public string? ErrorBeside(IEnumerable<InspectorRegistration> others)
    {
        if (!QueuePart().IsMatch(Name)) return $"'{Name}' cannot name an inspector: 1 to 40 of a-z, 0-9 and '-' are allowed, because its queue is named after it";
        if (Types.Count == 0 || Types.Any(string.IsNullOrWhiteSpace)) return $"The inspector '{Name}' looks at no type of attribute: name at least one, e.g. ipaddr";
        return others.Any(other => other.Name == Name) ? $"Two inspectors are named '{Name}', and would take each other's requests: rename one" : null;
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,39}\z")]
    private static partial Regex QueuePart();
}

/// <summary>The same, found by the inspector's class.</summary>
internal sealed record InspectorRegistration<T>(string Name, IReadOnlyList<string> Types) : InspectorRegistration(Name, Types)
    where T : class, IInspector;
