namespace AlertResponder.Faults.Tests;

public sealed class When_there_are_several_reviewers
{
    [Fact]
    public async Task They_share_the_work_and_none_does_what_another_has_done()
    {
        var load = new Load(Sizes.NewRandom(), Sizes.Alerts, Sizes.Keys);
        await using var world = await ServicesWorld.StartOnPostgresAsync(
            [
                ServicesWorld.Reviewer, ServicesWorld.Instance(ServicesWorld.Reviewer, 2), ServicesWorld.Instance(ServicesWorld.Reviewer, 3),
                ServicesWorld.Inspector, ServicesWorld.Emitter, ServicesWorld.Receptor,
            ],
            Load.Prepare);

        await load.SendAsync(world);

        await load.ShouldBeDoneOnceAsync(world);
    }
}
