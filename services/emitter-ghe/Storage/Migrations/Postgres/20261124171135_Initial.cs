using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace AlertResponder.Emitter.GitHub.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "emitter");

            migrationBuilder.CreateTable(
                name: "emitter_gate",
                schema: "emitter",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    paused_until = table.Column<long>(type: "bigint", nullable: true),
                    turns = table.Column<long>(type: "bigint", nullable: false),
                    marker_key = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_emitter_gate", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "emitter_issues",
                schema: "emitter",
                columns: table => new
                {
                    report_id = table.Column<Guid>(type: "uuid", nullable: false),
                    document_version = table.Column<int>(type: "integer", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    news_at = table.Column<long>(type: "bigint", nullable: true),
                    seen_revision = table.Column<int>(type: "integer", nullable: false),
                    issue_number = table.Column<int>(type: "integer", nullable: true),
                    issue_url = table.Column<string>(type: "text", nullable: true),
                    place = table.Column<string>(type: "text", nullable: true),
                    applied_version = table.Column<int>(type: "integer", nullable: false),
                    body_hash = table.Column<string>(type: "text", nullable: true),
                    commented_verdict = table.Column<int>(type: "integer", nullable: false),
                    severity_labels = table.Column<string>(type: "text", nullable: false),
                    state_verdict = table.Column<int>(type: "integer", nullable: false),
                    closed_at = table.Column<long>(type: "bigint", nullable: true),
                    closing_at = table.Column<long>(type: "bigint", nullable: true),
                    state_is_persons = table.Column<bool>(type: "boolean", nullable: false),
                    duplicates = table.Column<string>(type: "text", nullable: false),
                    gone = table.Column<string>(type: "text", nullable: true),
                    attempt = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    attempt_verdict = table.Column<int>(type: "integer", nullable: false),
                    attempt_at = table.Column<long>(type: "bigint", nullable: true),
                    attempted_since = table.Column<long>(type: "bigint", nullable: true),
                    looks = table.Column<int>(type: "integer", nullable: false),
                    check_duplicates_at = table.Column<long>(type: "bigint", nullable: true),
                    retry_at = table.Column<long>(type: "bigint", nullable: true),
                    failures = table.Column<int>(type: "integer", nullable: false),
                    failure = table.Column<string>(type: "text", nullable: true),
                    failure_is_permanent = table.Column<bool>(type: "boolean", nullable: false),
                    lease_owner = table.Column<string>(type: "text", nullable: true),
                    lease_until = table.Column<long>(type: "bigint", nullable: true),
                    fencing = table.Column<long>(type: "bigint", nullable: false),
                    document = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_emitter_issues", x => x.report_id);
                });

            migrationBuilder.CreateTable(
                name: "emitter_verdicts",
                schema: "emitter",
                columns: table => new
                {
                    report_id = table.Column<Guid>(type: "uuid", nullable: false),
                    verdict_number = table.Column<int>(type: "integer", nullable: false),
                    verdict = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_emitter_verdicts", x => new { x.report_id, x.verdict_number });
                });

            migrationBuilder.CreateTable(
                name: "emitter_writes",
                schema: "emitter",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_emitter_writes", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_emitter_issues_news_at",
                schema: "emitter",
                table: "emitter_issues",
                column: "news_at");

            migrationBuilder.CreateIndex(
                name: "IX_emitter_issues_retry_at",
                schema: "emitter",
                table: "emitter_issues",
                column: "retry_at");

            migrationBuilder.CreateIndex(
                name: "IX_emitter_writes_at",
                schema: "emitter",
                table: "emitter_writes",
                column: "at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "emitter_gate",
                schema: "emitter");

            migrationBuilder.DropTable(
                name: "emitter_issues",
                schema: "emitter");

            migrationBuilder.DropTable(
                name: "emitter_verdicts",
                schema: "emitter");

            migrationBuilder.DropTable(
                name: "emitter_writes",
                schema: "emitter");
        }
    }
}
