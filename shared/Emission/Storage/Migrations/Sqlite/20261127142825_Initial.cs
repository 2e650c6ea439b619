using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AlertResponder.Emission.Storage.Migrations.Sqlite
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
                    report_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    document_version = table.Column<int>(type: "INTEGER", nullable: false),
                    revision = table.Column<int>(type: "INTEGER", nullable: false),
                    news_at = table.Column<long>(type: "INTEGER", nullable: true),
                    seen_revision = table.Column<int>(type: "INTEGER", nullable: false),
                    target = table.Column<string>(type: "TEXT", nullable: true),
                    abandoned_reason = table.Column<string>(type: "TEXT", nullable: true),
                    passed_by = table.Column<string>(type: "TEXT", nullable: false),
                    decorate_at = table.Column<long>(type: "INTEGER", nullable: true),
                    write = table.Column<string>(type: "TEXT", nullable: true),
                    write_key = table.Column<string>(type: "TEXT", nullable: false),
                    write_at = table.Column<long>(type: "INTEGER", nullable: true),
                    write_since = table.Column<long>(type: "INTEGER", nullable: true),
                    lookups = table.Column<int>(type: "INTEGER", nullable: false),
                    check_at = table.Column<long>(type: "INTEGER", nullable: true),
                    due_at = table.Column<long>(type: "INTEGER", nullable: true),
                    failures = table.Column<int>(type: "INTEGER", nullable: false),
                    failure = table.Column<string>(type: "TEXT", nullable: true),
                    failure_is_permanent = table.Column<bool>(type: "INTEGER", nullable: false),
                    lease_owner = table.Column<string>(type: "TEXT", nullable: true),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: true),
                    fencing = table.Column<long>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    verdicts = table.Column<string>(type: "TEXT", nullable: false),
                    document = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reports", x => x.report_id);
                });

            migrationBuilder.CreateTable(
                name: "target",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    paused_until = table.Column<long>(type: "INTEGER", nullable: true),
                    permits = table.Column<long>(type: "INTEGER", nullable: false),
                    marker_key = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_target", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "writes",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
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
