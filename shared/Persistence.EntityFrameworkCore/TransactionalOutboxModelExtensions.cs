using AlertResponder.Persistence.EntityFrameworkCore.Inbox;
using AlertResponder.Persistence.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AlertResponder.Persistence.EntityFrameworkCore;

/// <summary>Maps the tables of the inbox and the outbox.</summary>
public static class TransactionalOutboxModelExtensions
{
    /// <summary>Adds the tables <c>inbox</c> and <c>outbox</c> to the model; call it in <c>OnModelCreating</c>.</summary>
    /// <param name="modelBuilder">The context's model.</param>
    public static void AddTransactionalOutboxEntities(this ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);

        modelBuilder.Entity<InboxRow>(inbox =>
        {
            inbox.ToTable(InboxRow.Table);
            inbox.HasKey(row => new { row.MessageId, row.Consumer });
            inbox.Property(row => row.MessageId).HasColumnName("message_id");
            inbox.Property(row => row.Consumer).HasColumnName("consumer").HasMaxLength(256);
            inbox.Property(row => row.ReceivedAt).HasColumnName("received_at");
            inbox.HasIndex(row => row.ReceivedAt).HasDatabaseName("ix_inbox_received_at");
        });
        modelBuilder.Entity<OutboxRow>(outbox =>
        {
            outbox.ToTable(OutboxRow.Table);
            outbox.HasKey(row => row.Id);
            outbox.Property(row => row.Id).HasColumnName("id").ValueGeneratedOnAdd();
            outbox.Property(row => row.MessageId).HasColumnName("message_id");
            outbox.Property(row => row.Destination).HasColumnName("destination");
            outbox.Property(row => row.PublishedType).HasColumnName("published_type");
            outbox.Property(row => row.ContentType).HasColumnName("content_type");
            outbox.Property(row => row.Body).HasColumnName("body");
            outbox.Property(row => row.Headers).HasColumnName("headers");
            outbox.Property(row => row.AvailableAt).HasColumnName("available_at");
            outbox.Property(row => row.ScheduleToken).HasColumnName("schedule_token");
            outbox.Property(row => row.TraceParent).HasColumnName("traceparent");
            outbox.Property(row => row.Attempts).HasColumnName("attempts");
            outbox.Property(row => row.FaultedAt).HasColumnName("faulted_at");
            outbox.Property(row => row.FaultEndpoint).HasColumnName("fault_endpoint");
            outbox.Property(row => row.FaultType).HasColumnName("fault_type");
            outbox.Property(row => row.FaultMessage).HasColumnName("fault_message");
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
