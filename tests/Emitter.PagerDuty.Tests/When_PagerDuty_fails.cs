using AlertResponder.Contracts;
using AlertResponder.Emission;
using AlertResponder.FakeServices.PagerDuty;
using AlertResponder.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Emitter.PagerDuty.Tests;

public sealed class When_PagerDuty_fails
{
    private readonly Guid _id = Guid.NewGuid();

    public static TheoryData<string> Faults => [.. All.Keys];

    private static Dictionary<string, Func<PagerDutyFault>> All => new()
    {
        ["dropped before the work"] = PagerDutyFault.DropBefore,
        ["dropped after the work"] = PagerDutyFault.DropAfter,
        ["500"] = () => PagerDutyFault.Error(500),
        ["502 after the work"] = () => PagerDutyFault.ErrorAfterwards(502),
        ["408"] = () => PagerDutyFault.Error(408),
        ["429 with a time"] = () => PagerDutyFault.RateLimit(TimeSpan.FromMinutes(7)),
        ["429 without a time"] = () => PagerDutyFault.RateLimit(),
        ["429 with a time that is none"] = () => PagerDutyFault.RateLimit("soon"),
        ["429 with a time that is over"] = () => PagerDutyFault.RateLimit("Tue, 24 Nov 2026 11:00:00 GMT"),
        ["400"] = () => PagerDutyFault.Error(400, "Event object is invalid"),
        ["400 for the key"] = () => PagerDutyFault.Error(400, "Invalid routing key"),
        ["401"] = () => PagerDutyFault.Error(401),
        ["403"] = () => PagerDutyFault.Error(403),
        ["404"] = () => PagerDutyFault.Error(404),
        ["another success"] = () => PagerDutyFault.OtherAnswer("{}"),
        ["a proxy's page"] = () => PagerDutyFault.OtherAnswer("<html>Log in</html>"),
        ["a proxy's error"] = () => PagerDutyFault.OtherAnswer("<html>Bad gateway</html>", 502),
        ["a redirect"] = () => PagerDutyFault.Error(302),
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whatever_fails_once_there_is_one_incident_and_then_it_is_resolved(string fault)
    {
        await using var world = await PagerDutyWorld.StartAsync();
        world.PagerDuty.Script(All[fault]().For("trigger"), All[fault]().For("resolve"));

        await world.TakeInAsync(Urgent());
        await world.SettleAsync();
        world.Incident.Status.Should().Be("triggered");
        await world.TakeInAsync(Safe());
        await world.SettleAsync();

        world.Written(_id).Should().Equal("incident", "resolve");
    }

    [Fact]
    public async Task Late_answer_is_not_waited_for_and_the_same_call_is_made_again()
    {
        await using var world = await PagerDutyWorld.StartAsync();
        world.PagerDuty.Script(PagerDutyFault.LateAnswer(TimeSpan.FromMinutes(10)));

        await world.TakeInAsync(Urgent());
        var work = world.SettleAsync();
        await Patiently.UntilAsync(() => world.PagerDuty.Calls.Count == 1, "the event is sent");
        world.Clock.Advance(TimeSpan.FromSeconds(31));
        await work;

        world.PagerDuty.Calls.Select(call => call.Body).Should().HaveCount(2).And.OnlyContain(body => body == world.PagerDuty.Calls[0].Body);
        world.Written(_id).Should().Equal("incident");
        world.Logs.Lines.Should().Contain(line => line.Id == 1411 && line.Text.Contains("no complete answer within 30 s"));
    }

    [Fact]
    public async Task Resolve_is_sent_also_when_nobody_knows_whether_the_trigger_came_through()
    {
        await using var world = await PagerDutyWorld.StartAsync();
        world.PagerDuty.Script(PagerDutyFault.DropAfter(), PagerDutyFault.DropBefore());
        await world.TakeInAsync(Urgent());
        await world.SettleAsync(TimeSpan.FromSeconds(4));

        await world.TakeInAsync(Safe());
        await world.SettleAsync();

        world.Written(_id).Should().Equal("incident", "resolve");
        world.PagerDuty.Calls.Count(call => call.Action == "trigger").Should().BeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task Event_that_is_wrong_is_refused_with_PagerDutys_own_message_and_holds_up_no_other()
    {
        await using var world = await PagerDutyWorld.StartAsync();
        world.PagerDuty.Script(PagerDutyFault.Error(400, $"'payload.severity' is \u202Ewrong {new string('x', 5_000)}"));

        await world.TakeInAsync(Urgent());
        await world.SettleAsync(TimeSpan.FromMinutes(1));
        var other = Guid.NewGuid();
        await world.TakeInAsync(Reports.Report(other, version: 2, verdictNumber: 1, Severity.Urgent));
        await world.SettleAsync(TimeSpan.FromMinutes(50));

        world.Incident.DedupKey.Should().Be($"{other:D}");
        world.PagerDuty.Calls.Should().HaveCount(2, "what was refused is not repeated within the hour");
        var line = world.Logs.Lines.Should().ContainSingle(line => line.Id == 1413).Subject;
        line.Level.Should().Be(LogLevel.Error);
        line.Text.Should().Contain("400 Event object is invalid; 'payload.severity' is  wrong").And.NotContain("\u202E");
        line.Text.Length.Should().BeLessThan(1_000);
    }

    [Theory]
    [InlineData(403, "Forbidden")]
    [InlineData(400, "Invalid routing key")]
    [InlineData(400, "Length of 'routing_key' is incorrect")]
    public async Task Refusal_of_the_key_pauses_everything_and_loses_nothing(int status, string message)
    {
        await using var world = await PagerDutyWorld.StartAsync();
        world.PagerDuty.Script(PagerDutyFault.Error(status, message), PagerDutyFault.Error(status, message));
        await world.TakeInAsync(Urgent());
        await world.SettleAsync(TimeSpan.FromMinutes(1));
        await world.TakeInAsync(Reports.Report(Guid.NewGuid(), version: 2, verdictNumber: 1, Severity.Urgent));

        await world.SettleAsync(TimeSpan.FromMinutes(15));

        world.PagerDuty.Incidents.Should().HaveCount(2);
        var calls = world.PagerDuty.Calls;
        (calls[1].At - calls[0].At).Should().BeGreaterThanOrEqualTo(TimeSpan.FromMinutes(5), "nothing is sent while every event would be refused");
        var line = world.Logs.Lines.Should().ContainSingle(line => line.Id == 1511).Subject;
        line.Level.Should().Be(LogLevel.Error);
        line.Text.Should().Contain(message.Split('\'')[0].TrimEnd());
    }

    [Fact]
    public async Task Refusal_stands_beside_what_was_accepted_at_the_same_time()
    {
        await using var pagerDuty = await FakePagerDuty.StartAsync();
        pagerDuty.Script(PagerDutyFault.Error(400, "Invalid routing key"));
        var clock = new FakeTimeProvider(Reports.Noon);
        var options = new PagerDutyOptions { RoutingKey = pagerDuty.RoutingKey, BaseUrl = pagerDuty.BaseAddress.ToString() };
        using var http = new HttpClient();
        var client = new PagerDutyClient(http, Options.Create(options), clock, NullLogger<PagerDutyEmitter>.Instance);
        await client.Awaiting(one => one.SendAsync(AlarmEvent.Resolve(Urgent()))).Should().ThrowAsync<EmitException>();

        await client.SendAsync(AlarmEvent.Resolve(Urgent()));

        client.Refusal.Should().EndWith("Invalid routing key", "else it would be taken for the one report's own, which waits for an hour");
        clock.Advance(TimeSpan.FromMinutes(1));
        client.Refusal.Should().BeNull();
    }

    [Theory]
    [InlineData("420", 7)]
    [InlineData("Tue, 24 Nov 2026 12:07:00 GMT", 7)]
    [InlineData(null, 1)]
    [InlineData("-5", 1)]
    public async Task Rate_limit_is_kept_by_minutes(string? retryAfter, int minutes)
    {
        await using var world = await PagerDutyWorld.StartAsync();
        world.PagerDuty.Script(PagerDutyFault.RateLimit(retryAfter));

        await world.TakeInAsync(Urgent());
        await world.SettleAsync();

        var calls = world.PagerDuty.Calls;
        calls.Should().HaveCount(2);
        (calls[1].At - calls[0].At).Should().BeCloseTo(TimeSpan.FromMinutes(minutes), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Storm_of_alarms_keeps_within_what_PagerDuty_takes()
    {
        await using var world = await PagerDutyWorld.StartAsync();
        for (var number = 0; number < 250; number++) await world.TakeInAsync(Reports.Report(Guid.NewGuid(), version: 2, verdictNumber: 1, Severity.Urgent));

        await world.SettleAsync();

        world.PagerDuty.Incidents.Should().HaveCount(250);
        world.PagerDuty.Calls.Should().HaveCount(250).And.OnlyContain(call => call.Status == 202);
    }

    [Fact]
    public async Task Routing_key_is_in_the_body_alone_whatever_PagerDuty_answers()
    {
        await using var world = await PagerDutyWorld.StartAsync();
        var key = world.PagerDuty.RoutingKey;
        world.PagerDuty.Script(
            PagerDutyFault.Error(500, $"key {key}"), PagerDutyFault.Error(403, $"routing key {key} is not known"), PagerDutyFault.Error(400, $"routing key {key.ToUpperInvariant()}"));

        await world.TakeInAsync(Urgent());
        await world.SettleAsync();

        world.Incident.Status.Should().Be("triggered");
        world.Logs.Lines.Should().Contain(line => line.Text.Contains("routing key (the key) is not known"));
        world.Logs.Lines.Should().NotContain(line => line.Text.Contains(key, StringComparison.OrdinalIgnoreCase));
        ((await world.RowAsync(_id)).Failure ?? "").Should().NotContain(key);
    }

    private ReportDocument Urgent() => Reports.Report(_id, version: 2, verdictNumber: 1, Severity.Urgent);

    private ReportDocument Safe() => Reports.Report(_id, version: 3, verdictNumber: 2, Severity.Safe);
}
