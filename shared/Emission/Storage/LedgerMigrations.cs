using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace AlertResponder.Emission.Storage;

/// <summary>
/// The migrations of every emitter's ledger: they exist once, made for <see cref="SqliteLedgerContext"/> and <see cref="PostgresLedgerContext"/>
/// without a schema, and are applied to the schema of the emitter whose store it is.
/// </summary>
internal sealed class LedgerMigrations(ICurrentDbContext current) : IMigrationsAssembly
{
    private readonly string? _schema = ((LedgerContext)current.Context).Schema;
    private readonly Type _design = current.Context.Database.IsNpgsql() ? typeof(PostgresLedgerContext) : typeof(SqliteLedgerContext);

    public Assembly Assembly => typeof(LedgerMigrations).Assembly;

    public IReadOnlyDictionary<string, TypeInfo> Migrations => Of<Migration>()
        .OrderBy(type => type.GetCustomAttribute<MigrationAttribute>()!.Id, StringComparer.Ordinal)
        .ToDictionary(type => type.GetCustomAttribute<MigrationAttribute>()!.Id, type => type.GetTypeInfo());

    public ModelSnapshot? ModelSnapshot => Of<ModelSnapshot>().Select(type => (ModelSnapshot)Activator.CreateInstance(type)!).SingleOrDefault();

    public string? FindMigrationId(string nameOrId) => Migrations.Keys.FirstOrDefault(id =>
        id.Equals(nameOrId, StringComparison.OrdinalIgnoreCase) || id.EndsWith($"_{nameOrId}", StringComparison.OrdinalIgnoreCase));

    public Migration CreateMigration(TypeInfo migrationClass, string activeProvider)
    {
        var migration = (Migration)Activator.CreateInstance(migrationClass.AsType())!;
        migration.ActiveProvider = activeProvider;
        if (_schema is not null)
            foreach (var operation in migration.UpOperations) MoveTo(_schema, operation);
        return migration;
    }

    private static void MoveTo(string schema, MigrationOperation operation)
    {
        if (operation is CreateTableOperation table)
            foreach (var part in (MigrationOperation?[])[.. table.Columns, table.PrimaryKey, .. table.ForeignKeys, .. table.UniqueConstraints, .. table.CheckConstraints])
                if (part is not null) MoveTo(schema, part);
        foreach (var name in (string[])["Schema", "PrincipalSchema", "NewSchema"])
            if (operation.GetType().GetProperty(name) is { CanWrite: true } property) property.SetValue(operation, schema);
    }

    private IEnumerable<Type> Of<T>() => Assembly.GetTypes().Where(type =>
        !type.IsAbstract && type.IsSubclassOf(typeof(T)) && type.GetCustomAttribute<DbContextAttribute>()?.ContextType == _design);
}
