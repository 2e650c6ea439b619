using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace AlertResponder.Emission.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "reports",
                columns: table => new
                {
                    report_id = table.Column<Guid>(type: "uuid", nullable: false),
                    document_version = table.Column<int>(type: "integer", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    news_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    seen_revision = table.Column<int>(type: "integer", nullable: false),
                    target = table.Column<string>(type: "text", nullable: true),
                    abandoned_reason = table.Column<string>(type: "text", nullable: true),
                    passed_by = table.Column<string>(type: "text", nullable: false),
                    decorate_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    write = table.Column<string>(type: "text", nullable: true),
                    write_key = table.Column<string>(type: "text", nullable: false),
                    write_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    write_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lookups = table.Column<int>(type: "integer", nullable: false),
                    check_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    failures = table.Column<int>(type: "integer", nullable: false),
                    failure = table.Column<string>(type: "text", nullable: true),
                    failure_is_permanent = table.Column<bool>(type: "boolean", nullable: false),
                    lease_owner = table.Column<string>(type: "text", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    fencing = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    verdicts = table.Column<string>(type: "text", nullable: false),
                    document = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reports", x => x.report_id);
                });

            migrationBuilder.CreateTable(
                name: "target",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    paused_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    permits = table.Column<long>(type: "bigint", nullable: false),
                    marker_key = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_target", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "writes",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_writes", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_reports_due_at",
                table: "reports",
                column: "due_at");

            migrationBuilder.CreateIndex(
                name: "IX_reports_news_at",
                table: "reports",
                column: "news_at");

            migrationBuilder.CreateIndex(
                name: "IX_writes_at",
                table: "writes",
                column: "at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "reports");

            migrationBuilder.DropTable(
                name: "target");

            migrationBuilder.DropTable(
                name: "writes");
        }
    }
}
