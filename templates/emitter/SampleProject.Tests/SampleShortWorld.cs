using AlertResponder.Emission.Testing;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace SampleNamespace.Tests;

/// <summary>The emitter, and a target that takes what it puts.</summary>
internal sealed class SampleShortWorld : EmissionWorld<SampleShortEmitter, SampleShortState>
{
    private readonly FakeTarget _target;

    private SampleShortWorld(FakeTarget target, IEnumerable<(string, string)> settings)
        : base(new FakeTimeProvider(Reports.Noon), settings) => _target = target;

    public static async Task<SampleShortWorld> StartAsync(params (string Key, string Value)[] settings)
    {
        var target = await FakeTarget.StartAsync();
        var world = new SampleShortWorld(
            target,
            [
                ($"{SampleShortOptions.Section}:Url", target.Url), ($"{SampleShortOptions.Section}:WriteInterval", "0"),
                ($"{SampleShortOptions.Section}:WritesPerMinute", "10000"), ($"{SampleShortOptions.Section}:WritesPerHour", "10000"), .. settings,
            ]);
        await world.StartProcessAsync();
        return world;
    }

    public override IReadOnlyList<string> Written(Guid reportId) => _target.Of(reportId);

    public override void LoseNextAnswer() => _target.LoseNextAnswer();

    public override void FailNextCalls(int count) => _target.FailNextCalls(count);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _target.DisposeAsync();
    }

    protected override void Register(IBusRegistrationConfigurator bus, IConfiguration configuration) => bus.AddSampleShortEmitter(configuration);
}
