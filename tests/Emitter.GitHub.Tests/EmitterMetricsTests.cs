using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AlertResponder.Contracts;
using AlertResponder.Emission;
using AlertResponder.FakeServices.GitHub;

namespace AlertResponder.Emitter.GitHub.Tests;

public sealed class EmitterMetricsTests
{
    [Fact]
    public async Task Writes_are_counted_by_kind_and_failures_by_reason()
    {
        await using var world = await EmitterWorld.StartAsync();
        var counted = new ConcurrentDictionary<string, long>();
        using var listener = Listen(world, (name, tag, value) => counted.AddOrUpdate($"{name} {tag}", value, (_, sum) => sum + value));
        world.GitHub.Script(GitHubFault.SecondaryRateLimit(TimeSpan.FromSeconds(90)).For("POST", "/issues$"));
        world.GitHub.Script(GitHubFault.Error(500).For("POST", "/comments$"));

        await world.TakeInAsync(Reports.Report(Guid.NewGuid(), version: 2, verdictNumber: 1, Severity.Urgent));
        await world.SettleAsync();

        counted.Should().BeEquivalentTo(new Dictionary<string, long>
        {
            ["alertresponder.emitter.writes CreateIssue"] = 1,
            ["alertresponder.emitter.writes AddComment"] = 1,
            ["alertresponder.emitter.writes FindDuplicates"] = 1, // deletes what it finds
            ["alertresponder.emitter.failures RateLimited"] = 1,
            ["alertresponder.emitter.failures Unknown"] = 1,
        });
    }

    [Fact]
    public async Task Reports_that_wait_are_told_until_they_are_written()
    {
        await using var world = await EmitterWorld.StartAsync(("GitHub:RefusedPause", "60"));
        var waiting = -1L;
        using var listener = Listen(world, (name, _, value) => waiting = name == "alertresponder.emitter.waiting" ? value : waiting);
        world.GitHub.IsArchived = true;
        for (var report = 0; report < 3; report++) await world.TakeInAsync(Reports.Report(Guid.NewGuid()));

        await world.SettleAsync(TimeSpan.FromSeconds(30));
        listener.RecordObservableInstruments();
        waiting.Should().Be(3);

        world.GitHub.IsArchived = false;
        await world.SettleAsync();
        listener.RecordObservableInstruments();
        waiting.Should().Be(0);
    }

    // Other emitters of this run have a meter of the same name.
    private static MeterListener Listen(EmitterWorld world, Action<string, object?, long> record)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == EmissionMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, world.Meters))
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => record(instrument.Name, Tag(tags), value));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => record(instrument.Name, Tag(tags), value));
        listener.Start();
        return listener;
    }

    private static object? Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags) => tags.Length == 0 ? null : tags[0].Value;
}
