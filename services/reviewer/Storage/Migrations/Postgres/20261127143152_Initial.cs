using System;
using AlertResponder.Persistence.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace AlertResponder.Reviewer.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "reports");

            migrationBuilder.CreateTable(
                name: "inbox",
                schema: "reports",
                columns: table => new
                {
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    consumer = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_inbox", x => new { x.message_id, x.consumer });
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                schema: "reports",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    destination = table.Column<string>(type: "text", nullable: false),
                    published_type = table.Column<string>(type: "text", nullable: true),
                    content_type = table.Column<string>(type: "text", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    headers = table.Column<string>(type: "text", nullable: true),
                    available_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    schedule_token = table.Column<Guid>(type: "uuid", nullable: true),
                    traceparent = table.Column<string>(type: "text", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    faulted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    fault_endpoint = table.Column<string>(type: "text", nullable: true),
                    fault_type = table.Column<string>(type: "text", nullable: true),
                    fault_message = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbox", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "reports",
                schema: "reports",
                columns: table => new
                {
                    report_id = table.Column<Guid>(type: "uuid", nullable: false),
                    current_state = table.Column<string>(type: "text", nullable: false),
                    row_version = table.Column<int>(type: "integer", nullable: false),
                    alert_id = table.Column<string>(type: "text", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    previous_report_id = table.Column<Guid>(type: "uuid", nullable: true),
                    detector = table.Column<string>(type: "text", nullable: false),
                    rule_id = table.Column<string>(type: "text", nullable: false),
                    rule_name = table.Column<string>(type: "text", nullable: true),
                    title = table.Column<string>(type: "text", nullable: false),
                    description = table.Column<string>(type: "text", nullable: true),
                    first_receipt_id = table.Column<Guid>(type: "uuid", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    window_ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    alert_count = table.Column<long>(type: "bigint", nullable: false),
                    first_seen = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_seen = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    document_version = table.Column<int>(type: "integer", nullable: false),
                    significant_version = table.Column<int>(type: "integer", nullable: false),
                    published_version = table.Column<int>(type: "integer", nullable: false),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    unchanged_updates = table.Column<int>(type: "integer", nullable: false),
                    notification_pending = table.Column<bool>(type: "boolean", nullable: false),
                    inspections_requested = table.Column<bool>(type: "boolean", nullable: false),
                    review_grace_ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    review_number = table.Column<int>(type: "integer", nullable: false),
                    review_repeats = table.Column<int>(type: "integer", nullable: false),
                    reviewed_version = table.Column<int>(type: "integer", nullable: false),
                    unchanged_reviews = table.Column<int>(type: "integer", nullable: false),
                    verdict_number = table.Column<int>(type: "integer", nullable: false),
                    published_verdict_number = table.Column<int>(type: "integer", nullable: false),
                    severity = table.Column<string>(type: "text", nullable: true),
                    verdict_rule = table.Column<string>(type: "text", nullable: true),
                    decided_by_person = table.Column<bool>(type: "boolean", nullable: false),
                    inspection_due_token = table.Column<Guid>(type: "uuid", nullable: true),
                    inspection_overdue_token = table.Column<Guid>(type: "uuid", nullable: true),
                    review_due_token = table.Column<Guid>(type: "uuid", nullable: true),
                    policy_overdue_token = table.Column<Guid>(type: "uuid", nullable: true),
                    re_review_due_token = table.Column<Guid>(type: "uuid", nullable: true),
                    update_due_token = table.Column<Guid>(type: "uuid", nullable: true),
                    window_ended_token = table.Column<Guid>(type: "uuid", nullable: true),
                    content = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reports", x => x.report_id);
                });

            migrationBuilder.CreateTable(
                name: "report_alerts",
                schema: "reports",
                columns: table => new
                {
                    report_id = table.Column<Guid>(type: "uuid", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    receipt_id = table.Column<Guid>(type: "uuid", nullable: false),
                    json = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_report_alerts", x => new { x.report_id, x.received_at, x.receipt_id });
                    table.ForeignKey(
                        name: "FK_report_alerts_reports_report_id",
                        column: x => x.report_id,
                        principalSchema: "reports",
                        principalTable: "reports",
                        principalColumn: "report_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_inbox_received_at",
                schema: "reports",
                table: "inbox",
                column: "received_at");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_destination_available_at",
                schema: "reports",
                table: "outbox",
                columns: new[] { "destination", "available_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_outbox_faulted_at",
                schema: "reports",
                table: "outbox",
                column: "faulted_at",
                filter: "faulted_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_schedule_token",
                schema: "reports",
                table: "outbox",
                column: "schedule_token",
                filter: "schedule_token IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_reports_alert_id_sequence",
                schema: "reports",
                table: "reports",
                columns: new[] { "alert_id", "sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_reports_closed_at",
                schema: "reports",
                table: "reports",
                column: "closed_at");

            migrationBuilder.CreateIndex(
                name: "IX_reports_current_state_opened_at_report_id",
                schema: "reports",
                table: "reports",
                columns: new[] { "current_state", "opened_at", "report_id" });

            migrationBuilder.CreateIndex(
                name: "IX_reports_opened_at_report_id",
                schema: "reports",
                table: "reports",
                columns: new[] { "opened_at", "report_id" });

            migrationBuilder.CreateIndex(
                name: "IX_reports_rule_id_opened_at_report_id",
                schema: "reports",
                table: "reports",
                columns: new[] { "rule_id", "opened_at", "report_id" });

            migrationBuilder.CreateIndex(
                name: "IX_reports_severity_opened_at_report_id",
                schema: "reports",
                table: "reports",
                columns: new[] { "severity", "opened_at", "report_id" });

            migrationBuilder.CompleteTransactionalOutbox(schema: "reports");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "inbox",
                schema: "reports");

            migrationBuilder.DropTable(
                name: "outbox",
                schema: "reports");

            migrationBuilder.DropTable(
                name: "report_alerts",
                schema: "reports");

            migrationBuilder.DropTable(
                name: "reports",
                schema: "reports");
        }
    }
}
