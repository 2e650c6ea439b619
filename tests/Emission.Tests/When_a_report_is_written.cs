using AlertResponder.Contracts;
using AlertResponder.Emission.Testing;

namespace AlertResponder.Emission.Tests;

/// <summary>The reviewer is sent where, once for each place and verdict.</summary>
public sealed class When_a_report_is_written
{
    private readonly Guid _id = Guid.NewGuid();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reviewer_is_sent_the_place_with_each_verdict_it_shows(bool onPostgres)
    {
        await using var world = await ChatWorld.StartAsync(onPostgres);
        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync();
        await world.TakeInAsync(Reports.Report(_id, version: 2, count: 2));
        await world.SettleAsync();
        await world.TakeInAsync(Reports.Report(_id, version: 3, verdictNumber: 1, Severity.Urgent));
        await world.SettleAsync();

        world.Places.Values.Should().AllSatisfy(place =>
        {
            (place.ReportId, place.Emitter).Should().Be((_id, "chat"));
            place.Place.Should().StartWith("message ");
            place.Url.Should().StartWith("https://chat.example/");
        });
        world.Places.Values.Select(place => place.VerdictNumber).Should().BeEquivalentTo([0, 1]);
    }

    [Fact]
    public async Task Reviewer_that_cannot_be_reached_holds_up_nothing_and_hears_of_it_later()
    {
        await using var world = await ChatWorld.StartAsync();
        world.FailNextPlaces = 3;

        await world.TakeInAsync(Reports.Report(_id, version: 1, verdictNumber: 1, Severity.Urgent) with { Status = ReportStatus.Closed });
        await world.SettleAsync(TimeSpan.FromSeconds(1));
        world.Written(_id).Should().Equal("opened", "verdict 1");
        world.Channel.IsPaged(_id).Should().BeTrue();
        world.Places.Should().BeEmpty();
        (await world.RowAsync(_id)).Document.Should().NotBeNull("it is not done with");

        await world.SettleAsync();

        world.Places.Values.Should().ContainSingle().Which.VerdictNumber.Should().Be(1);
        (await world.RowAsync(_id)).Document.Should().BeNull();
    }

    [Fact]
    public async Task Kill_between_any_two_steps_repeats_the_same_message_at_most()
    {
        await using var world = await ChatWorld.StartAsync();
        var wasKilled = true;
        for (var point = 1; wasKilled; point++)
        {
            var id = Guid.NewGuid();
            world.Kill.Arm(point);
            try
            {
                await world.TakeInAsync(Reports.Report(id));
            }
            catch (Exception) when (world.Kill.IsDead)
            {
                // The message stays in its queue.
            }

            wasKilled = await world.SettleUntilKilledAsync();
            await world.RestartAsync();
            world.PassLease();
            await world.TakeInAsync(Reports.Report(id));
            await world.SettleAsync();

            world.Places.Values.Should().ContainSingle(place => place.ReportId == id, $"killed at {point}");
        }
    }
}
