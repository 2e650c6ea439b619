namespace AlertResponder.Database.Schema;

/// <summary>The schema of one of the process's databases.</summary>
internal interface IDatabaseSchema
{
    Task MigrateAsync(CancellationToken cancellationToken);
}
