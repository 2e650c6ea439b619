using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AlertResponder.Emission.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class SentPlace : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "sent_place",
                table: "reports",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "sent_place",
                table: "reports");
        }
    }
}
