using AlertResponder.Persistence.EntityFrameworkCore.Inbox;
using AlertResponder.Persistence.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AlertResponder.Persistence.EntityFrameworkCore;

/// <summary>Maps the tables of the inbox and the outbox.</summary>
public static class TransactionalOutboxModelExtensions
{
    /// <summary>Adds the tables <c>inbox</c> and <c>outbox</c> to the model; call it in <c>OnModelCreating</c> of a context with <c>UseDatabaseConventions</c>.</summary>
    /// <param name="modelBuilder">The context's model.</param>
    public static void AddTransactionalOutboxEntities(this ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);

        modelBuilder.Entity<InboxRow>(inbox =>
        {
            inbox.ToTable(InboxRow.Table);
            inbox.HasKey(row => new { row.MessageId, row.Consumer });
            inbox.Property(row => row.Consumer).HasMaxLength(256);
            inbox.HasIndex(row => row.ReceivedAt).HasDatabaseName("ix_inbox_received_at");
        });
        modelBuilder.Entity<OutboxRow>(outbox =>
        {
            outbox.ToTable(OutboxRow.Table);
            outbox.HasKey(row => row.Id);
            outbox.Property(row => row.Id).ValueGeneratedOnAdd();
            outbox.Property(row => row.TraceParent).HasColumnName("traceparent");
            outbox.Ignore(row => row.SendFailures);
            outbox.Ignore(row => row.ClaimedAt);
            outbox.Ignore(row => row.IsClaimed);
            outbox.HasIndex(row => new { row.Destination, row.AvailableAt, row.Id }).HasDatabaseName("ix_outbox_destination_available_at");
            outbox.HasIndex(row => row.FaultedAt).HasDatabaseName("ix_outbox_faulted_at").HasFilter("faulted_at IS NOT NULL");
            outbox.HasIndex(row => row.ScheduleToken).HasDatabaseName("ix_outbox_schedule_token").HasFilter("schedule_token IS NOT NULL");
        });
    }

    /// <summary>
    /// On PostgreSQL, after the tables of <see cref="AddTransactionalOutboxEntities"/> have been made: what EF's migrations cannot say. The
    /// inbox is made anew in partitions, and must be empty; the outbox gets the columns by which several processes share it.
    /// </summary>
    /// <param name="migration">The migration.</param>
    /// <param name="schema">The schema of the tables; null for the connection's own.</param>
    public static void CompleteTransactionalOutbox(this MigrationBuilder migration, string? schema)
    {
        ArgumentNullException.ThrowIfNull(migration);

        var prefix = schema is null ? "" : $"\"{schema}\".";
        migration.Sql(InboxPartitions.CompletionSql(prefix));
        migration.Sql(PostgresOutboxSql.CompletionSql(prefix));
    }
}
