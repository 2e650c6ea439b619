using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AlertResponder.Reviewer.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ReportIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_reports_closed_at",
                table: "reports",
                column: "closed_at");

            migrationBuilder.CreateIndex(
                name: "IX_reports_last_received_at",
                table: "reports",
                column: "last_received_at");

            migrationBuilder.CreateIndex(
                name: "IX_reports_rule_id_opened_at",
                table: "reports",
                columns: new[] { "rule_id", "opened_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_reports_closed_at",
                table: "reports");

            migrationBuilder.DropIndex(
                name: "IX_reports_last_received_at",
                table: "reports");

            migrationBuilder.DropIndex(
                name: "IX_reports_rule_id_opened_at",
                table: "reports");
        }
    }
}
