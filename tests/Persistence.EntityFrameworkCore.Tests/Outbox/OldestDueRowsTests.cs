using AlertResponder.Persistence.EntityFrameworkCore.Outbox;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Outbox;

public sealed class OldestDueRowsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Destination_ages_while_its_oldest_row_is_the_same_one()
    {
        var rows = new OldestDueRows(_time);
        rows.Longest.Should().BeNull();

        rows.Found(new() { ["moving"] = 1, ["still"] = 2 });
        _time.Advance(TimeSpan.FromSeconds(90));
        rows.Found(new() { ["moving"] = 3, ["still"] = 2 });

        rows.Longest.Should().Be(("still", TimeSpan.FromSeconds(90)));
        rows.Found(new() { ["moving"] = 3 });
        rows.Longest.Should().Be(("moving", TimeSpan.Zero));
        rows.Found([]);
        rows.Longest.Should().BeNull();
    }
}
