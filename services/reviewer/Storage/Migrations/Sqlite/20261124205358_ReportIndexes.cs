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
            migrationBuilder.DropIndex(
                name: "IX_reports_current_state_opened_at",
                table: "reports");

            migrationBuilder.DropIndex(
                name: "IX_reports_severity_opened_at",
                table: "reports");

            migrationBuilder.CreateIndex(
                name: "IX_reports_closed_at",
                table: "reports",
                column: "closed_at");

            migrationBuilder.CreateIndex(
                name: "IX_reports_current_state_opened_at_report_id",
                table: "reports",
                columns: new[] { "current_state", "opened_at", "report_id" });

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
            migrationBuilder.DropIndex(
                name: "IX_reports_closed_at",
                table: "reports");

            migrationBuilder.DropIndex(
                name: "IX_reports_current_state_opened_at_report_id",
                table: "reports");

            migrationBuilder.DropIndex(
                name: "IX_reports_rule_id_opened_at_report_id",
                table: "reports");

            migrationBuilder.DropIndex(
                name: "IX_reports_severity_opened_at_report_id",
                table: "reports");

            migrationBuilder.CreateIndex(
                name: "IX_reports_current_state_opened_at",
                table: "reports",
                columns: new[] { "current_state", "opened_at" });

            migrationBuilder.CreateIndex(
                name: "IX_reports_severity_opened_at",
                table: "reports",
                columns: new[] { "severity", "opened_at" });
        }
    }
}
