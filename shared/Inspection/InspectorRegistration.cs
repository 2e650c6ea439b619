using System.Text.RegularExpressions;
using AlertResponder.ServiceDefaults;

namespace AlertResponder.Inspection;

/// <summary>What an inspector was added as.</summary>
internal partial record InspectorRegistration(string Name, IReadOnlyList<string> Types)
{
    /// <summary>The queue on which it is asked.</summary>
    public string Queue => $"inspector-{Name}";

    /// <summary>What is wrong with adding it beside others, if anything is.</summary>
    public string? Fault(IEnumerable<InspectorRegistration> others)
    {
        if (!QueuePart().IsMatch(Name)) return $"'{Name}' cannot name an inspector: 1 to 40 of a-z, 0-9 and '-' are allowed, for its queue is called by it";
        if (Types.Count == 0 || Types.Any(string.IsNullOrWhiteSpace)) return $"The inspector '{Name}' looks at no type of attribute: name some, e.g. ipaddr";
        return others.Any(other => other.Name == Name) ? $"Two inspectors are called '{Name}', and would take each other's requests: rename one" : null;
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,39}\z")]
    private static partial Regex QueuePart();
}

/// <summary>The same, for whoever knows the inspector by its class.</summary>
internal sealed record InspectorRegistration<T>(string Name, IReadOnlyList<string> Types) : InspectorRegistration(Name, Types)
    where T : class, IInspector;
