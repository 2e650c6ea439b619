namespace AlertResponder.Persistence.EntityFrameworkCore.Schema;

/// <summary>The schema of one of the process's stores.</summary>
internal interface IStoreSchema
{
    Task MigrateAsync(CancellationToken cancellationToken);
}
