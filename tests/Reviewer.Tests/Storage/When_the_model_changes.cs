using AlertResponder.Reviewer.Storage;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Reviewer.Tests.Storage;

public sealed class When_the_model_changes
{
    [Fact]
    public void The_migrations_of_either_database_say_the_same()
    {
        using var sqlite = new ReviewerDesignTime().CreateDbContext([]);
        using var postgres = new PostgresReviewerDesignTime().CreateDbContext([]);

        foreach (var context in new[] { sqlite, postgres })
        {
            context.Database.HasPendingModelChanges().Should().BeFalse(
                "what {0} maps needs a migration: see shared/Database/README.md", context.GetType().Name);
            context.Database.GetMigrations().Should().NotBeEmpty();
        }
    }
}
