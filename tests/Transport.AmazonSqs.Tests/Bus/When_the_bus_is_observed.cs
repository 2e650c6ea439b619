using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using AlertResponder.TestKit;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using MassTransit;
using MassTransit.Logging;

namespace AlertResponder.Transport.AmazonSqs.Tests.Bus;

public sealed class When_the_bus_is_observed(SharedServer server)
{
    private readonly Heard<Seen> _heard = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Running_bus_is_healthy_and_so_is_each_of_its_endpoints()
    {
        await using var bus = await StartAsync();

        var health = bus.Bus.CheckHealth();

        health.Status.Should().Be(BusHealthStatus.Healthy);
        health.Description.Should().Be("Ready");
        health.Endpoints.Should().HaveCount(2).And.AllSatisfy(endpoint => endpoint.Value.Status.Should().Be(BusHealthStatus.Healthy));
        health.Endpoints.Keys.Should().Contain($"amazonsqs://eu-central-1/{bus.Scope}/seen");
    }

    [Fact]
    public async Task Publishing_and_consuming_are_in_one_trace()
    {
        var activities = new ConcurrentBag<Activity>();
        await using var bus = await StartAsync();
        using var activity = new Activity("test");
        activity.SetIdFormat(ActivityIdFormat.W3C);
        activity.Start();
        using var listener = new ActivityListener();
        listener.ShouldListenTo = source => source.Name == DiagnosticHeaders.DefaultListenerName;
        listener.Sample = (ref ActivityCreationOptions<ActivityContext> options) => // others run beside it
            options.Parent.TraceId == activity.TraceId ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None;
        listener.ActivityStopped = activities.Add;
        ActivitySource.AddActivityListener(listener);

        await bus.Bus.Publish(new Seen(1), Cancelled);
        activity.Stop();

        await _heard.OneAsync();
        await Patiently.UntilAsync(() => Of(ActivityKind.Consumer).Any(), "the consumer's activity has ended");
        Of(ActivityKind.Producer).Should().ContainSingle();
        Of(ActivityKind.Producer).Single().Tags.Should().Contain(tag => tag.Key == "messaging.system" && tag.Value == "aws_sqs");

        IEnumerable<Activity> Of(ActivityKind kind) => activities.Where(other => other.TraceId == activity.TraceId && other.Kind == kind);
    }

    [Fact]
    public async Task Baggage_that_came_with_a_request_goes_no_further()
    {
        await using var bus = await StartAsync();
        using var activity = new Activity("request").AddBaggage("customer", "of the sender");
        activity.SetIdFormat(ActivityIdFormat.W3C);
        activity.TraceStateString = "vendor=sender";
        activity.Start();
        using var listener = new ActivityListener();
        listener.ShouldListenTo = source => source.Name == DiagnosticHeaders.DefaultListenerName;
        listener.Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
            options.Parent.TraceId == activity.TraceId ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None;
        ActivitySource.AddActivityListener(listener);

        await bus.Bus.Publish(new Seen(1), Cancelled);

        var seen = await _heard.OneAsync();
        seen.Headers.Get<string>("MT-Activity-Id").Should().Contain($"{activity.TraceId}", "the trace goes on");
        seen.ReceiveContext.Body.GetString().Should().NotContain("sender").And.NotContain("customer");
        seen.ReceiveContext.TransportHeaders.GetAll().Should().NotContain(header => $"{header.Value}".Contains("sender", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Meter_tells_the_size_of_batches_and_the_age_of_the_oldest_message_by_queue()
    {
        var measured = new ConcurrentBag<(string Instrument, double Value, object? Queue)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, meter) =>
        {
            if (instrument.Meter.Name == "AlertResponder.Transport.AmazonSqs") meter.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        await using var bus = await StartAsync();

        await bus.Bus.Publish(new Seen(1), Cancelled);

        await _heard.OneAsync();
        await Patiently.UntilAsync(() => Of("messaging.sqs.receive.oldest_age").Any(), "it is measured");
        Of("messaging.sqs.receive.batch_size").Should().Equal(1);
        Of("messaging.sqs.receive.oldest_age").Should().ContainSingle().Which.Should().BeInRange(0, 30);

        IEnumerable<double> Of(string instrument) =>
            measured.Where(measurement => measurement.Instrument == instrument && measurement.Queue?.ToString() == bus.Name("seen"))
                .Select(measurement => measurement.Value);

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            measured.Add((instrument.Name, value, tags.ToArray().Single(tag => tag.Key == "messaging.destination.name").Value));
    }

    [Fact]
    public async Task Probe_shows_the_endpoint_and_no_secret()
    {
        await using var bus = await StartAsync();

        var probe = System.Text.Json.JsonSerializer.Serialize(bus.Bus.GetProbeResult(Cancelled).Results);

        probe.Should().Contain(bus.Name("seen")).And.Contain("eu-central-1").And.NotContain(Clients.SecretKey);
    }

    private Task<TestBus> StartAsync() => TestBus.StartAsync(
        server.Url, configure: (_, transport) => transport.Endpoint("seen", endpoint => endpoint.Handler<Seen>(_heard.HearAsync)));

    public sealed record Seen(int Number);
}
