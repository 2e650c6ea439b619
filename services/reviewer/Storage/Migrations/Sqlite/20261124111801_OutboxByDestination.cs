using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AlertResponder.Reviewer.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class OutboxByDestination : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_outbox_available_at",
                table: "outbox");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_destination_available_at",
                table: "outbox",
                columns: new[] { "destination", "available_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_outbox_faulted_at",
                table: "outbox",
                column: "faulted_at",
                filter: "faulted_at IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_outbox_destination_available_at",
                table: "outbox");

            migrationBuilder.DropIndex(
                name: "ix_outbox_faulted_at",
                table: "outbox");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_available_at",
                table: "outbox",
                columns: new[] { "available_at", "id" });
        }
    }
}
