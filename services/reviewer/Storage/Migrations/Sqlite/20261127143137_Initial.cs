using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AlertResponder.Reviewer.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "inbox",
                columns: table => new
                {
                    message_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    consumer = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    received_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_inbox", x => new { x.message_id, x.consumer });
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    message_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    destination = table.Column<string>(type: "TEXT", nullable: false),
                    published_type = table.Column<string>(type: "TEXT", nullable: true),
                    content_type = table.Column<string>(type: "TEXT", nullable: false),
                    body = table.Column<string>(type: "TEXT", nullable: false),
                    headers = table.Column<string>(type: "TEXT", nullable: true),
                    available_at = table.Column<long>(type: "INTEGER", nullable: true),
                    schedule_token = table.Column<Guid>(type: "TEXT", nullable: true),
                    traceparent = table.Column<string>(type: "TEXT", nullable: true),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    faulted_at = table.Column<long>(type: "INTEGER", nullable: true),
                    fault_endpoint = table.Column<string>(type: "TEXT", nullable: true),
                    fault_type = table.Column<string>(type: "TEXT", nullable: true),
                    fault_message = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbox", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "reports",
                columns: table => new
                {
                    report_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    current_state = table.Column<string>(type: "TEXT", nullable: false),
                    row_version = table.Column<int>(type: "INTEGER", nullable: false),
                    alert_id = table.Column<string>(type: "TEXT", nullable: false),
                    sequence = table.Column<int>(type: "INTEGER", nullable: false),
                    previous_report_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    detector = table.Column<string>(type: "TEXT", nullable: false),
                    rule_id = table.Column<string>(type: "TEXT", nullable: false),
                    rule_name = table.Column<string>(type: "TEXT", nullable: true),
                    title = table.Column<string>(type: "TEXT", nullable: false),
                    description = table.Column<string>(type: "TEXT", nullable: true),
                    first_receipt_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    opened_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_received_at = table.Column<long>(type: "INTEGER", nullable: false),
                    window_ends_at = table.Column<long>(type: "INTEGER", nullable: false),
                    closed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    alert_count = table.Column<long>(type: "INTEGER", nullable: false),
                    first_seen = table.Column<long>(type: "INTEGER", nullable: false),
                    last_seen = table.Column<long>(type: "INTEGER", nullable: false),
                    document_version = table.Column<int>(type: "INTEGER", nullable: false),
                    significant_version = table.Column<int>(type: "INTEGER", nullable: false),
                    published_version = table.Column<int>(type: "INTEGER", nullable: false),
                    published_at = table.Column<long>(type: "INTEGER", nullable: false),
                    unchanged_updates = table.Column<int>(type: "INTEGER", nullable: false),
                    notification_pending = table.Column<bool>(type: "INTEGER", nullable: false),
                    inspections_requested = table.Column<bool>(type: "INTEGER", nullable: false),
                    review_grace_ends_at = table.Column<long>(type: "INTEGER", nullable: true),
                    review_number = table.Column<int>(type: "INTEGER", nullable: false),
                    review_repeats = table.Column<int>(type: "INTEGER", nullable: false),
                    reviewed_version = table.Column<int>(type: "INTEGER", nullable: false),
                    unchanged_reviews = table.Column<int>(type: "INTEGER", nullable: false),
                    verdict_number = table.Column<int>(type: "INTEGER", nullable: false),
                    published_verdict_number = table.Column<int>(type: "INTEGER", nullable: false),
                    severity = table.Column<string>(type: "TEXT", nullable: true),
                    verdict_rule = table.Column<string>(type: "TEXT", nullable: true),
                    decided_by_person = table.Column<bool>(type: "INTEGER", nullable: false),
                    inspection_due_token = table.Column<Guid>(type: "TEXT", nullable: true),
                    inspection_overdue_token = table.Column<Guid>(type: "TEXT", nullable: true),
                    review_due_token = table.Column<Guid>(type: "TEXT", nullable: true),
                    policy_overdue_token = table.Column<Guid>(type: "TEXT", nullable: true),
                    re_review_due_token = table.Column<Guid>(type: "TEXT", nullable: true),
                    update_due_token = table.Column<Guid>(type: "TEXT", nullable: true),
                    window_ended_token = table.Column<Guid>(type: "TEXT", nullable: true),
                    content = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reports", x => x.report_id);
                });

            migrationBuilder.CreateTable(
                name: "report_alerts",
                columns: table => new
                {
                    report_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    received_at = table.Column<long>(type: "INTEGER", nullable: false),
                    receipt_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    json = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_report_alerts", x => new { x.report_id, x.received_at, x.receipt_id });
                    table.ForeignKey(
                        name: "FK_report_alerts_reports_report_id",
                        column: x => x.report_id,
                        principalTable: "reports",
                        principalColumn: "report_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_inbox_received_at",
                table: "inbox",
                column: "received_at");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_destination_available_at",
                table: "outbox",
                columns: new[] { "destination", "available_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_outbox_faulted_at",
                table: "outbox",
                column: "faulted_at",
                filter: "faulted_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_schedule_token",
                table: "outbox",
                column: "schedule_token",
                filter: "schedule_token IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_reports_alert_id_sequence",
                table: "reports",
                columns: new[] { "alert_id", "sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_reports_closed_at",
                table: "reports",
                column: "closed_at");

            migrationBuilder.CreateIndex(
                name: "IX_reports_current_state_opened_at_report_id",
                table: "reports",
                columns: new[] { "current_state", "opened_at", "report_id" });

            migrationBuilder.CreateIndex(
                name: "IX_reports_opened_at_report_id",
                table: "reports",
                columns: new[] { "opened_at", "report_id" });

            migrationBuilder.CreateIndex(
                name: "IX_reports_rule_id_opened_at_report_id",
                table: "reports",
                columns: new[] { "rule_id", "opened_at", "report_id" });

            migrationBuilder.CreateIndex(
                name: "IX_reports_severity_opened_at_report_id",
                table: "reports",
                columns: new[] { "severity", "opened_at", "report_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "inbox");

            migrationBuilder.DropTable(
                name: "outbox");

            migrationBuilder.DropTable(
                name: "report_alerts");

            migrationBuilder.DropTable(
                name: "reports");
        }
    }
}
