using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using AlertResponder.Contracts;
using AlertResponder.Emission;
using AlertResponder.FakeServices.Webhook;

namespace AlertResponder.Emitter.Webhook.Tests;

public sealed class When_a_receiver_fails
{
    private readonly Guid _id = Guid.NewGuid();

    [Fact]
    public async Task Event_is_sent_again_over_days_under_one_id_and_then_given_up()
    {
        await using var world = await WebhookWorld.StartAsync();
        var given = new ConcurrentQueue<object?>();
        using var listener = Listen(world, given.Enqueue);
        world.Receiver.Always = WebhookFault.Error(500);

        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync(TimeSpan.FromDays(10));

        var requests = world.Receiver.Requests;
        requests.Should().HaveCount(10);
        requests.Select(request => request.Id).Distinct().Should().ContainSingle();
        foreach (var ((before, after), delay) in requests.Zip(requests.Skip(1)).Zip(WebhookEvent.Retries))
        {
            (after.At - before.At).Should().BeGreaterThanOrEqualTo(delay / 2).And.BeLessThan(delay + TimeSpan.FromMinutes(1));
            after.Timestamp.Should().Be(after.At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), "it is the attempt's");
        }

        (requests[^1].At - requests[0].At).Should().BeGreaterThan(TimeSpan.FromDays(1.5));
        world.Logs.Lines.Should().ContainSingle(line => line.Id == 1422).Which.Text.Should().Contain(_id.ToString()).And.Contain("answered 500");
        given.Should().Equal(WebhookEvent.Opened);
        world.Places.Should().BeEmpty("nothing was sent");
    }

    [Fact]
    public async Task What_comes_after_an_event_that_was_given_up_is_sent()
    {
        await using var world = await WebhookWorld.StartAsync();
        world.Receiver.Always = WebhookFault.Error(500);
        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync(TimeSpan.FromDays(10));
        world.Receiver.Always = null;

        await world.TakeInAsync(Reports.Report(_id, version: 2, verdictNumber: 1, Severity.Urgent));
        await world.SettleAsync();

        world.Written(_id).Should().Equal("verdict 1");
        world.Places.Values.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Place = "webhook soc", Emitter = "webhook-soc", VerdictNumber = 1, Url = (string?)null });
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Whatever_is_no_success_is_sent_again(int status)
    {
        await using var world = await WebhookWorld.StartAsync();
        world.Receiver.Script(WebhookFault.Error(status));

        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync(TimeSpan.FromMinutes(1));

        world.Written(_id).Should().Equal("opened");
        world.Receiver.Requests.Select(request => request.Id).Should().HaveCount(2).And.AllBe(world.Receiver.Deliveries[0].Id);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirect_is_a_failure_and_is_not_followed(int status)
    {
        await using var elsewhere = await FakeWebhook.StartAsync();
        await using var world = await WebhookWorld.StartAsync();
        world.Receiver.Always = WebhookFault.Error(status, ("Location", elsewhere.Url.ToString()));

        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync(TimeSpan.FromMinutes(1));

        elsewhere.Requests.Should().BeEmpty();
        world.Receiver.Requests.Should().HaveCount(2);
        world.Logs.Lines.Should().Contain(line => line.Id == 1411 && line.Text.Contains($"answered {status}, and redirects are not followed"));
    }

    [Theory]
    [InlineData(429, "90", 90)]
    [InlineData(503, "90", 90)]
    [InlineData(429, null, 60)]
    [InlineData(502, null, 60)]
    [InlineData(503, null, 60)]
    [InlineData(504, null, 60)]
    [InlineData(429, "Tue, 24 Nov 2026 12:02:00 GMT", 120)]
    [InlineData(429, "99999999", 3600)]
    public async Task Receiver_that_has_too_much_to_do_is_left_alone_for_a_while(int status, string? retryAfter, int seconds)
    {
        await using var world = await WebhookWorld.StartAsync();
        world.Receiver.Script(retryAfter is null ? WebhookFault.Error(status) : WebhookFault.Error(status, ("Retry-After", retryAfter)));
        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync(TimeSpan.FromSeconds(1));
        var other = Guid.NewGuid();
        await world.TakeInAsync(Reports.Report(other));

        await world.SettleAsync();

        world.Receiver.Requests.Skip(1).Should().HaveCount(2).And.OnlyContain(request => request.At >= Reports.Noon.AddSeconds(seconds));
        world.Receiver.Requests[1].At.Should().BeBefore(Reports.Noon.AddSeconds(seconds + 60));
        world.Written(_id).Should().Equal("opened");
        world.Written(other).Should().Equal("opened");
    }

    [Fact]
    public async Task Gone_switches_the_target_off_until_its_address_is_another()
    {
        await using var world = await WebhookWorld.StartAsync();
        world.Receiver.Script(WebhookFault.Error(410));
        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync();
        await world.TakeInAsync(Reports.Report(Guid.NewGuid()));
        await world.SettleAsync(TimeSpan.FromDays(1));
        world.Receiver.Requests.Should().ContainSingle();
        world.Logs.Lines.Should().ContainSingle(line => line.Id == 1502).Which.Text.Should().Contain("Webhook__Targets__soc__Url");

        await world.RestartAsync();
        await world.SettleAsync(TimeSpan.FromDays(1));
        world.Receiver.Requests.Should().ContainSingle("a new start does not forget it");
        world.Logs.Lines.Count(line => line.Id == 1502).Should().Be(2, "the new process tells it again");

        await world.RestartWithAsync("Url", world.Receiver.Url + "?new");
        await world.SettleAsync();
        world.Written(_id).Should().Equal("opened");
        world.Receiver.Deliveries.Should().HaveCount(2, "what waited is sent");
        world.Receiver.Requests[^1].Target.Should().Be("/hook?new");
    }

    [Fact]
    public async Task Answer_may_have_any_body_of_any_length()
    {
        await using var world = await WebhookWorld.StartAsync();
        world.Receiver.Script(WebhookFault.LongAnswer("ok"), WebhookFault.LongAnswer(new string('x', 50_000_000)));

        await world.TakeInAsync(Reports.Report(_id, version: 2, verdictNumber: 1, Severity.Safe));
        await world.SettleAsync(TimeSpan.FromSeconds(1));

        world.Written(_id).Should().Equal("opened", "verdict 1");
        world.Receiver.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task Receiver_that_hangs_is_hung_up_on()
    {
        await using var world = await WebhookWorld.StartAsync(("Timeout", "0.2"));
        world.Receiver.Script(WebhookFault.Hang());

        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync(TimeSpan.FromMinutes(1));

        world.Written(_id).Should().Equal("opened");
        world.Logs.Lines.Should().Contain(line => line.Id == 1411 && line.Text.Contains("no complete answer within 0.2 s"));
    }

    [Fact]
    public async Task Internal_address_is_refused_unless_it_is_allowed()
    {
        await using var world = await WebhookWorld.StartAsync(("AllowInternal", "false"));
        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync();
        world.Receiver.Requests.Should().BeEmpty();
        world.Logs.Lines.Should().Contain(line => line.Id == 1411 && line.Text.Contains("Webhook__Targets__soc__AllowInternal=true"));

        await world.RestartWithAsync("AllowInternal", "true");
        await world.SettleAsync(TimeSpan.FromDays(1));
        world.Written(_id).Should().Equal("opened");
    }

    [Fact]
    public async Task Nothing_that_is_logged_shows_a_secret_or_an_address()
    {
        await using var world = await WebhookWorld.StartAsync(("FormerSecret", $"whsec_{Convert.ToBase64String(new byte[24])}"));
        await world.RestartWithAsync("Url", world.Receiver.Url + "/hidden-path?token=hidden-query");
        world.Receiver.Script(
            WebhookFault.Error(500), WebhookFault.Error(302, ("Location", "http://hidden-location")), WebhookFault.DropBefore(), WebhookFault.Error(410));

        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync(TimeSpan.FromHours(6));

        world.Receiver.Requests.Should().HaveCount(4);
        var key = FakeWebhookOptions.DefaultSecret["whsec_".Length..];
        world.Logs.Lines.Should().NotBeEmpty().And.NotContain(line =>
            line.Text.Contains("hidden") || line.Text.Contains("whsec") || line.Text.Contains(key) || line.Text.Contains("AAAAAAAA"));
    }

    [Fact]
    public async Task While_the_secret_is_changed_both_are_signed_with()
    {
        var newer = $"whsec_{Convert.ToBase64String([.. Enumerable.Repeat((byte)7, 64)])}";
        await using var world = await WebhookWorld.StartAsync(("Secret", newer), ("FormerSecret", FakeWebhookOptions.DefaultSecret));

        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync();

        world.Written(_id).Should().Equal("opened");
        var request = world.Receiver.Requests.Should().ContainSingle().Subject;
        request.Signatures.Split(' ').Should().HaveCount(2).And.OnlyHaveUniqueItems().And.OnlyContain(signature => signature.StartsWith("v1,"));
    }

    [Fact]
    public async Task Life_of_a_report_comes_in_order_each_event_once()
    {
        await using var world = await WebhookWorld.StartAsync();
        world.Receiver.AwayUntil = Reports.Noon.AddMinutes(3);
        await world.TakeInAsync(Reports.Report(_id));
        await world.TakeInAsync(Reports.Report(_id, version: 3, verdictNumber: 2, Severity.Urgent));
        await world.TakeInAsync(Reports.Report(_id, version: 2, verdictNumber: 1, Severity.Unclassified));
        await world.TakeInAsync(Reports.Report(_id, version: 4, verdictNumber: 2, Severity.Urgent, count: 4) with { Status = ReportStatus.Closed });
        await world.SettleAsync();

        world.Written(_id).Should().Equal("opened", "verdict 1", "verdict 2", "closed");
        world.Receiver.Deliveries.Should().OnlyContain(delivery => delivery.Count == 1);
        (await world.RowAsync(_id)).Document.Should().BeNull("all is sent");
    }

    private static MeterListener Listen(WebhookWorld world, Action<object?> record)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "alertresponder.emitter.given_up" && ReferenceEquals(instrument.Meter.Scope, world.Meters))
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => record(tags[0].Value));
        listener.Start();
        return listener;
    }
}
