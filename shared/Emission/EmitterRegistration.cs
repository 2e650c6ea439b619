using System.Text.RegularExpressions;
using AlertResponder.ServiceDefaults;

namespace AlertResponder.Emission;

/// <summary>What an emitter was added as.</summary>
internal partial record EmitterRegistration(string Name)
{
    /// <summary>The queue, the SQLite file and, with an underscore for each hyphen, the schema on PostgreSQL.</summary>
    public string Database => $"emitter-{Name}";

    /// <summary>The schema on PostgreSQL, a name that needs no quotes.</summary>
    public string Schema => Database.Replace('-', '_');

    /// <summary>Refuses what cannot stand beside the others.</summary>
    /// <exception cref="StartupException">The name cannot be one, or is another emitter's.</exception>
    public void EnsureUsable(IEnumerable<EmitterRegistration> others)
    {
        if (!QueuePart().IsMatch(Name))
            throw new StartupException($"'{Name}' cannot name an emitter: 1 to 40 of a-z, 0-9 and '-' are allowed, for its queue and its database are called by it");
        if (others.Any(other => other.Name == Name))
            throw new StartupException($"Two emitters are called '{Name}', and would share a queue and a database: rename one");
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,39}\z")]
    private static partial Regex QueuePart();
}

/// <summary>The same, for whoever knows the emitter by its class.</summary>
internal sealed record EmitterRegistration<TEmitter>(string Name) : EmitterRegistration(Name);
