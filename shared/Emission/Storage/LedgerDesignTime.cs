using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace AlertResponder.Emission.Storage;

/// <summary>The ledger on SQLite, for <c>dotnet ef migrations add NAME --context SqliteLedgerContext --output-dir Storage/Migrations/Sqlite</c>.</summary>
internal sealed class SqliteLedgerContext(DbContextOptions<SqliteLedgerContext> options) : LedgerContext(options, schema: null);

/// <summary>The ledger on PostgreSQL: <c>--context PostgresLedgerContext --output-dir Storage/Migrations/Postgres</c>.</summary>
internal sealed class PostgresLedgerContext(DbContextOptions<PostgresLedgerContext> options) : LedgerContext(options, schema: null);

/// <summary>Makes the context without a host.</summary>
internal sealed class SqliteLedgerDesignTime : IDesignTimeDbContextFactory<SqliteLedgerContext>
{
    public SqliteLedgerContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteLedgerContext>().UseSqlite("Data Source=design-time.db").Options);
}

/// <summary>Makes the context without a host.</summary>
internal sealed class PostgresLedgerDesignTime : IDesignTimeDbContextFactory<PostgresLedgerContext>
{
    public PostgresLedgerContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresLedgerContext>().UseNpgsql("Host=design-time").Options);
}
