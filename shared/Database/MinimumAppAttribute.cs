namespace AlertResponder.Database;

/// <summary>
/// On a migration that takes something away or changes its meaning (the second step of "expand, then contract"): which builds can still run
/// on the schema. Without it a migration only adds, and the former release runs on the new schema, which a rollback needs.
/// </summary>
/// <param name="version">The schema version, that is the number of migrations, that the oldest such build was made for.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MinimumAppAttribute(int version) : Attribute
{
    /// <summary>The schema version that the oldest build was made for that can still run.</summary>
    public int Version => version;
}
