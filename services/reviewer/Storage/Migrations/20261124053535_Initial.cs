using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AlertResponder.Reviewer.Storage.Migrations
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
                    ReportId = table.Column<Guid>(type: "TEXT", nullable: false),
                    CurrentState = table.Column<string>(type: "TEXT", nullable: false),
                    RowVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    AlertId = table.Column<string>(type: "TEXT", nullable: false),
                    Sequence = table.Column<int>(type: "INTEGER", nullable: false),
                    PreviousReportId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Detector = table.Column<string>(type: "TEXT", nullable: false),
                    RuleId = table.Column<string>(type: "TEXT", nullable: false),
                    RuleName = table.Column<string>(type: "TEXT", nullable: true),
                    Title = table.Column<string>(type: "TEXT", nullable: false),
                    Description = table.Column<string>(type: "TEXT", nullable: true),
                    FirstReceiptId = table.Column<Guid>(type: "TEXT", nullable: false),
                    OpenedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LastReceivedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    WindowEndsAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ClosedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    AlertCount = table.Column<long>(type: "INTEGER", nullable: false),
                    FirstSeen = table.Column<long>(type: "INTEGER", nullable: false),
                    LastSeen = table.Column<long>(type: "INTEGER", nullable: false),
                    DocumentVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    NewsVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    PublishedVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    PublishedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    QuietUpdates = table.Column<int>(type: "INTEGER", nullable: false),
                    GrowthPending = table.Column<bool>(type: "INTEGER", nullable: false),
                    InspectionsRequested = table.Column<bool>(type: "INTEGER", nullable: false),
                    ReviewGraceEndsAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ReviewNumber = table.Column<int>(type: "INTEGER", nullable: false),
                    ReviewedVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    QuietReviews = table.Column<int>(type: "INTEGER", nullable: false),
                    VerdictNumber = table.Column<int>(type: "INTEGER", nullable: false),
                    Severity = table.Column<string>(type: "TEXT", nullable: true),
                    VerdictRule = table.Column<string>(type: "TEXT", nullable: true),
                    DecidedByPerson = table.Column<bool>(type: "INTEGER", nullable: false),
                    InspectionDueToken = table.Column<Guid>(type: "TEXT", nullable: true),
                    DeadlineDueToken = table.Column<Guid>(type: "TEXT", nullable: true),
                    ReviewDueToken = table.Column<Guid>(type: "TEXT", nullable: true),
                    AnswerDueToken = table.Column<Guid>(type: "TEXT", nullable: true),
                    ReReviewDueToken = table.Column<Guid>(type: "TEXT", nullable: true),
                    UpdateDueToken = table.Column<Guid>(type: "TEXT", nullable: true),
                    WindowEndedToken = table.Column<Guid>(type: "TEXT", nullable: true),
                    Content = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reports", x => x.ReportId);
                });

            migrationBuilder.CreateTable(
                name: "report_alerts",
                columns: table => new
                {
                    ReportId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ReceivedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ReceiptId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Json = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_report_alerts", x => new { x.ReportId, x.ReceivedAt, x.ReceiptId });
                    table.ForeignKey(
                        name: "FK_report_alerts_reports_ReportId",
                        column: x => x.ReportId,
                        principalTable: "reports",
                        principalColumn: "ReportId",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_inbox_received_at",
                table: "inbox",
                column: "received_at");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_available_at",
                table: "outbox",
                columns: new[] { "available_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_outbox_schedule_token",
                table: "outbox",
                column: "schedule_token",
                filter: "schedule_token IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_reports_AlertId_Sequence",
                table: "reports",
                columns: new[] { "AlertId", "Sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_reports_CurrentState_OpenedAt",
                table: "reports",
                columns: new[] { "CurrentState", "OpenedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_reports_OpenedAt_ReportId",
                table: "reports",
                columns: new[] { "OpenedAt", "ReportId" });

            migrationBuilder.CreateIndex(
                name: "IX_reports_Severity_OpenedAt",
                table: "reports",
                columns: new[] { "Severity", "OpenedAt" });
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
