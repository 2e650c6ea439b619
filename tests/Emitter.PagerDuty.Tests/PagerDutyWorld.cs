using AlertResponder.FakeServices.PagerDuty;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Emitter.PagerDuty.Tests;

/// <summary>A PagerDuty and its emitter.</summary>
internal sealed class PagerDutyWorld : EmissionWorld<PagerDutyEmitter, PagerDutyState>
{
    private PagerDutyWorld(FakePagerDuty pagerDuty, FakeTimeProvider clock, IEnumerable<(string, string)> settings)
        : base(clock, settings) => PagerDuty = pagerDuty;

    public FakePagerDuty PagerDuty { get; }

    public FakeIncident Incident => PagerDuty.Incidents.Should().ContainSingle().Subject;

    public static async Task<PagerDutyWorld> StartAsync(params (string Key, string Value)[] settings)
    {
        var clock = new FakeTimeProvider(Reports.Noon);
        var pagerDuty = await FakePagerDuty.StartAsync(options: new FakePagerDutyOptions { TimeProvider = clock });
        var world = new PagerDutyWorld(
            pagerDuty, clock, [("PagerDuty:RoutingKey", pagerDuty.RoutingKey), ("PagerDuty:BaseUrl", pagerDuty.BaseAddress.ToString()), .. settings]);
        await world.StartProcessAsync();
        return world;
    }

    /// <summary>Each incident of a report, and each resolve of it.</summary>
    public override IReadOnlyList<string> Written(Guid reportId) =>
    [
        .. PagerDuty.Incidents.Where(incident => incident.DedupKey == $"{reportId:D}")
            .SelectMany(incident => incident.Log.Where(entry => entry != "trigger").Prepend("incident")),
    ];

    public override void LoseNextAnswer() => PagerDuty.Script(PagerDutyFault.DropAfter());

    public override void FailNextCalls(int count) => PagerDuty.Script(Enumerable.Repeat(PagerDutyFault.DropBefore(), count));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await PagerDuty.DisposeAsync();
    }

    protected override void Register(IBusRegistrationConfigurator bus, IConfiguration configuration) => bus.AddPagerDutyEmitter(configuration);
}
