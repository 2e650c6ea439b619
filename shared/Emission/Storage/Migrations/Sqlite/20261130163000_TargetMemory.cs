using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AlertResponder.Emission.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class TargetMemory : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "memory",
                table: "target",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "memory",
                table: "target");
        }
    }
}
