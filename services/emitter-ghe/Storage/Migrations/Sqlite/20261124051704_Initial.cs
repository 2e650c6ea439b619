using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AlertResponder.Emitter.GitHub.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "emitter_gate",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    paused_until = table.Column<long>(type: "INTEGER", nullable: true),
                    turns = table.Column<long>(type: "INTEGER", nullable: false),
                    marker_key = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_emitter_gate", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "emitter_issues",
                columns: table => new
                {
                    report_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    document_version = table.Column<int>(type: "INTEGER", nullable: false),
                    revision = table.Column<int>(type: "INTEGER", nullable: false),
                    news_at = table.Column<long>(type: "INTEGER", nullable: true),
                    seen_revision = table.Column<int>(type: "INTEGER", nullable: false),
                    issue_number = table.Column<int>(type: "INTEGER", nullable: true),
                    issue_url = table.Column<string>(type: "TEXT", nullable: true),
                    place = table.Column<string>(type: "TEXT", nullable: true),
                    applied_version = table.Column<int>(type: "INTEGER", nullable: false),
                    body_hash = table.Column<string>(type: "TEXT", nullable: true),
                    commented_verdict = table.Column<int>(type: "INTEGER", nullable: false),
                    severity_labels = table.Column<string>(type: "TEXT", nullable: false),
                    state_verdict = table.Column<int>(type: "INTEGER", nullable: false),
                    closed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    closing_at = table.Column<long>(type: "INTEGER", nullable: true),
                    state_is_persons = table.Column<bool>(type: "INTEGER", nullable: false),
                    duplicates = table.Column<string>(type: "TEXT", nullable: false),
                    gone = table.Column<string>(type: "TEXT", nullable: true),
                    attempt = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    attempt_verdict = table.Column<int>(type: "INTEGER", nullable: false),
                    attempt_at = table.Column<long>(type: "INTEGER", nullable: true),
                    attempted_since = table.Column<long>(type: "INTEGER", nullable: true),
                    looks = table.Column<int>(type: "INTEGER", nullable: false),
                    check_duplicates_at = table.Column<long>(type: "INTEGER", nullable: true),
                    retry_at = table.Column<long>(type: "INTEGER", nullable: true),
                    failures = table.Column<int>(type: "INTEGER", nullable: false),
                    failure = table.Column<string>(type: "TEXT", nullable: true),
                    failure_is_permanent = table.Column<bool>(type: "INTEGER", nullable: false),
                    lease_owner = table.Column<string>(type: "TEXT", nullable: true),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: true),
                    fencing = table.Column<long>(type: "INTEGER", nullable: false),
                    document = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_emitter_issues", x => x.report_id);
                });

            migrationBuilder.CreateTable(
                name: "emitter_verdicts",
                columns: table => new
                {
                    report_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    verdict_number = table.Column<int>(type: "INTEGER", nullable: false),
                    verdict = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_emitter_verdicts", x => new { x.report_id, x.verdict_number });
                });

            migrationBuilder.CreateTable(
                name: "emitter_writes",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_emitter_writes", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_emitter_issues_news_at",
                table: "emitter_issues",
                column: "news_at");

            migrationBuilder.CreateIndex(
                name: "IX_emitter_issues_retry_at",
                table: "emitter_issues",
                column: "retry_at");

            migrationBuilder.CreateIndex(
                name: "IX_emitter_writes_at",
                table: "emitter_writes",
                column: "at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "emitter_gate");

            migrationBuilder.DropTable(
                name: "emitter_issues");

            migrationBuilder.DropTable(
                name: "emitter_verdicts");

            migrationBuilder.DropTable(
                name: "emitter_writes");
        }
    }
}
