using System.Reflection;
using AlertResponder.Database;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace AlertResponder.Emission.Testing;

/// <summary>
/// Runs a theory of an <see cref="EmitterFaults"/> for each <see cref="DatabaseKind"/> that there is: always for SQLite, and for PostgreSQL where the
/// environment variable <see cref="EmitterFaults.PostgresVariable"/> is set or <c>CreatePostgresAsync</c> of the class is overridden.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EachDatabaseAttribute : DataAttribute, ITypeAwareDataAttribute
{
    /// <summary>The class whose tests are run.</summary>
    /// <value>set by the test framework</value>
    public Type? MemberType { get; set; }

    /// <inheritdoc />
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        DatabaseKind[] databases = EmitterFaults.HasPostgres(MemberType ?? typeof(EmitterFaults)) ? [DatabaseKind.Sqlite, DatabaseKind.PostgreSql] : [DatabaseKind.Sqlite];
        return ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>([.. databases.Select(database => new TheoryDataRow<DatabaseKind>(database))]);
    }

    /// <inheritdoc />
    public override bool SupportsDiscoveryEnumeration() => true;
}
