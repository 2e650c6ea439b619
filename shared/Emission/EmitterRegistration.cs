using System.Text.RegularExpressions;
using AlertResponder.ServiceDefaults;

namespace AlertResponder.Emission;

/// <summary>What an emitter was added as.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Target">Which of its targets this is, when it has several.</param>
internal partial record EmitterRegistration(string Name, string? Target)
{
    /// <summary>The queue, which all targets of an emitter share.</summary>
    public string Queue => $"emitter-{Name}";

    /// <summary>Tells it from all others: for logs and metrics, and the ledger is called by it.</summary>
    public string FullName => Target is null ? Name : $"{Name}-{Target}";

    /// <summary>The SQLite file and, with an underscore for each hyphen, the schema on PostgreSQL.</summary>
    public string Database => $"emitter-{FullName}";

    /// <summary>Whether it is the first of those that share the queue.</summary>
    public bool IsFirst { get; private set; } = true;

    /// <summary>The schema on PostgreSQL, a name that needs no quotes.</summary>
    public string Schema => Database.Replace('-', '_');

    /// <summary>Refuses what cannot stand beside the others.</summary>
    /// <exception cref="StartupException">The name cannot be one, or is another emitter's.</exception>
    public void Join(IEnumerable<EmitterRegistration> others)
    {
        if (!QueuePart().IsMatch(Name) || !QueuePart().IsMatch(FullName))
            throw new StartupException($"'{FullName}' cannot name an emitter: 1 to 40 of a-z, 0-9 and '-' are allowed, for its queue and its database are called by it");
        foreach (var other in others)
        {
            if (other.FullName == FullName || (other.Name == Name && (other.Target is null || Target is null)))
                throw new StartupException($"Two emitters are called '{FullName}', and would share a queue and a database: rename one");
            if (other.Name == Name) IsFirst = false;
        }
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,39}\z")]
    private static partial Regex QueuePart();
}

/// <summary>The same, for whoever knows the emitter by its class.</summary>
internal sealed record EmitterRegistration<TEmitter>(string Name, string? Target) : EmitterRegistration(Name, Target);
