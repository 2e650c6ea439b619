using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Receptor.Tests;

public sealed class ReceptorMetricsTests
{
    [Fact]
    public async Task Alerts_are_counted_by_format_and_outcome()
    {
        await using var host = await ReceptorHost.StartAsync();
        var meters = host.Services.GetRequiredService<IMeterFactory>();
        var counted = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener
        {
            // Other hosts of this run have a meter of the same name.
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "AlertResponder.Receptor" && ReferenceEquals(instrument.Meter.Scope, meters))
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            counted.AddOrUpdate($"{instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))}", value, (_, sum) => sum + value));
        listener.Start();

        (await host.PostAsync($"[{Samples.AlertResponder},{Samples.AlertResponder},{Samples.GuardDuty},{{\"rule\":5}},{{}}]")).Dispose();
        (await host.PostAsync("{", "/alerts/deepalert")).Dispose();

        counted.Should().BeEquivalentTo(new Dictionary<string, long>
        {
            ["alertresponder.receptor.alerts alertresponder accepted"] = 2,
            ["alertresponder.receptor.alerts guardduty accepted"] = 1,
            ["alertresponder.receptor.alerts alertresponder rejected"] = 1,
            ["alertresponder.receptor.alerts unknown rejected"] = 1,
            ["alertresponder.receptor.alerts deepalert rejected"] = 1,
        });
    }
}
