using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;

/// <summary>The tables of <see cref="NoteContext"/>, on either database: each provider picks its types, and the annotation that it knows.</summary>
[DbContext(typeof(NoteContext))]
[Migration("20260101000000_Notes")]
internal sealed class NoteMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var onPostgres = ActiveProvider == "Npgsql.EntityFrameworkCore.PostgreSQL";
        var time = onPostgres ? "timestamptz" : "INTEGER";
        migrationBuilder.CreateTable(
            "notes",
            table => new
            {
                id = table.Column<long>()
                    .Annotation("Sqlite:Autoincrement", true)
                    .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                text = table.Column<string>(),
            },
            constraints: table => table.PrimaryKey("pk_notes", row => row.id));
        migrationBuilder.CreateTable(
            "counts",
            table => new
            {
                correlation_id = table.Column<Guid>(),
                current_state = table.Column<string>(),
                version = table.Column<int>(),
                steps = table.Column<int>(),
                sum = table.Column<long>(),
                timer_token = table.Column<Guid>(nullable: true),
                timers_fired = table.Column<int>(),
            },
            constraints: table => table.PrimaryKey("pk_counts", row => row.correlation_id));
        migrationBuilder.CreateTable(
            "inbox",
            table => new
            {
                message_id = table.Column<Guid>(),
                consumer = table.Column<string>(maxLength: 256),
                received_at = table.Column<DateTimeOffset>(time),
            },
            constraints: table => table.PrimaryKey("pk_inbox", row => new { row.message_id, row.consumer }));
        migrationBuilder.CreateTable(
            "outbox",
            table => new
            {
                id = table.Column<long>()
                    .Annotation("Sqlite:Autoincrement", true)
                    .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                message_id = table.Column<Guid>(),
                destination = table.Column<string>(),
                published_type = table.Column<string>(nullable: true),
                content_type = table.Column<string>(),
                body = table.Column<string>(),
                headers = table.Column<string>(nullable: true),
                available_at = table.Column<DateTimeOffset>(time, nullable: true),
                schedule_token = table.Column<Guid>(nullable: true),
                traceparent = table.Column<string>(nullable: true),
                attempts = table.Column<int>(),
                faulted_at = table.Column<DateTimeOffset>(time, nullable: true),
                fault_endpoint = table.Column<string>(nullable: true),
                fault_type = table.Column<string>(nullable: true),
                fault_message = table.Column<string>(nullable: true),
            },
            constraints: table => table.PrimaryKey("pk_outbox", row => row.id));
        migrationBuilder.CreateIndex("ix_outbox_destination_available_at", "outbox", ["destination", "available_at", "id"]);
        migrationBuilder.CreateIndex("ix_outbox_schedule_token", "outbox", "schedule_token", filter: "schedule_token IS NOT NULL");
        if (onPostgres) migrationBuilder.CompleteTransactionalOutbox(schema: null);
    }
}
