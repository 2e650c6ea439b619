using System.Net;
using System.Text.Json.Nodes;
using AlertResponder.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AlertResponder.Receptor.Tests.Http;

public sealed class AlertRequestHandlerTests(ReceptorHost host)
{
    private const string Minimal = """{"name":"n","rule":"r"}""";

    [Fact]
    public async Task Accepted_alert_goes_out_on_the_bus_with_its_receipt_as_message_id()
    {
        using var response = await host.PostAsync(Samples.AlertResponder);

        var accepted = (await response.AnswerAsync()).Accepted.Single();
        var heard = await host.HeardAsync(accepted.ReceiptId);
        heard.ReceiptId.Should().Be(accepted.ReceiptId);
        heard.AlertId.Should().Be(accepted.AlertId);
        accepted.ReportUrl.Should().Be(new Uri(host.Address, $"/reports/by-alert/{accepted.AlertId}").ToString());
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=UTF-8")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Document_that_curl_sends_by_itself_is_taken_as_the_JSON_that_it_is(string contentType)
    {
        using var response = await host.PostAsync(System.Text.Encoding.UTF8.GetBytes(Minimal), contentType);

        response.StatusCode.Should().Be(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Form_is_refused_as_no_JSON()
    {
        using var response = await host.PostAsync("name=n&rule=r"u8.ToArray(), "application/x-www-form-urlencoded");

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Answer_to_alerts_that_are_all_accepted_names_no_rejected_ones()
    {
        using var response = await host.PostAsync(Minimal);

        (await response.TextAsync()).Should().NotContain("rejected");
    }

    [Theory]
    [InlineData("alertresponder")]
    [InlineData("deepalert")]
    [InlineData("guardduty")]
    public async Task Form_is_told_by_the_fields_and_can_be_named_in_the_path(string format)
    {
        var sample = format switch { "alertresponder" => Samples.AlertResponder, "deepalert" => Samples.DeepAlert, _ => Samples.GuardDuty };

        (await host.SendAsync(sample)).Alert.Source.Format.Should().Be(format);
        (await host.SendAsync(sample, $"/alerts/{format}", Guid.NewGuid().ToString())).Alert.Source.Format.Should().Be(format);
    }

    [Fact]
    public async Task Forms_may_be_mixed_in_one_array()
    {
        using var response = await host.PostAsync($"[{Samples.AlertResponder},{Samples.DeepAlert},{Samples.GuardDuty}]");

        var answer = await response.AnswerAsync();
        var formats = new List<string>();
        foreach (var accepted in answer.Accepted) formats.Add((await host.HeardAsync(accepted.ReceiptId)).Alert.Source.Format);
        formats.Should().Equal("alertresponder", "deepalert", "guardduty");
    }

    [Fact]
    public async Task Named_form_is_not_read_as_another()
    {
        using var response = await host.PostAsync(Minimal, "/alerts/deepalert");

        (await response.ErrorsAsync()).Keys.Should().BeEquivalentTo("detector", "rule_id");
    }

    [Fact]
    public async Task Unknown_form_in_the_path_is_not_found_and_the_known_ones_are_named()
    {
        using var response = await host.PostAsync(Minimal, "/alerts/csv");

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await response.TextAsync()).Should().Contain("alertresponder, deepalert, guardduty");
    }

    [Fact]
    public async Task Bad_alerts_of_an_array_are_told_by_index_and_the_good_ones_are_accepted()
    {
        using var response = await host.PostAsync($$"""[{{Minimal}}, {"rule":"r"}, 5, [{{Minimal}}], {"name":"n2","rule":"r"}, null]""");

        var answer = await response.AnswerAsync();
        answer.Accepted.Should().HaveCount(2);
        answer.Rejected!.Select(one => one.Index).Should().Equal(1, 2, 3, 5);
        answer.Rejected![0].Problem.Errors.Should().ContainKey("name").WhoseValue.Should().Equal("is required");
        answer.Rejected![1].Problem.Errors.Should().ContainKey("$");
    }

    [Fact]
    public async Task Array_of_bad_alerts_only_is_refused_with_the_index_in_the_paths()
    {
        using var response = await host.PostAsync("""[{"rule":"r"}, {"name":"n","rule":"r","attrs":[{"type":"url","value":7}]}, []]""");

        (await response.ErrorsAsync()).Keys.Should().BeEquivalentTo("[0].name", "[1].attrs[0].value", "[2]");
    }

    [Fact]
    public async Task Thousand_alerts_are_taken_in_one_request()
    {
        using var response = await host.PostAsync($"[{string.Join(',', Enumerable.Repeat(Minimal, 1_000))}]");

        var answer = await response.AnswerAsync();
        answer.Accepted.Should().HaveCount(1_000);
        answer.Accepted.Select(one => one.AlertId).Distinct().Should().ContainSingle();
        answer.Accepted.Select(one => one.ReceiptId).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Same_idempotency_key_gives_the_same_receipts_in_each_place()
    {
        var key = Guid.NewGuid().ToString();

        using var first = await host.PostAsync($"[{Minimal},{Minimal}]", idempotencyKey: key);
        using var second = await host.PostAsync($"[{Minimal},{Minimal}]", idempotencyKey: key);
        using var other = await host.PostAsync($"[{Minimal},{Minimal}]", idempotencyKey: key + "x");

        var receipts = (await first.AnswerAsync()).Accepted.Select(one => one.ReceiptId).ToArray();
        receipts.Should().OnlyHaveUniqueItems();
        (await second.AnswerAsync()).Accepted.Select(one => one.ReceiptId).Should().Equal(receipts);
        (await other.AnswerAsync()).Accepted.Select(one => one.ReceiptId).Should().NotIntersectWith(receipts);
    }

    [Fact]
    public async Task Event_of_EventBridge_that_comes_again_has_the_same_receipt_wherever_it_stands()
    {
        var finding = JsonNode.Parse(Samples.GuardDuty)!;
        finding["id"] = Guid.NewGuid().ToString();

        using var first = await host.PostAsync(finding.ToJsonString());
        using var second = await host.PostAsync($"[{Minimal},{finding.ToJsonString()},{finding.ToJsonString()}]");

        var receipt = (await first.AnswerAsync()).Accepted.Single().ReceiptId;
        (await second.AnswerAsync()).Accepted.Skip(1).Select(one => one.ReceiptId).Should().Equal(receipt, receipt);
        (await host.HeardAsync(receipt)).Alert.Source.MessageId.Should().Be(finding["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Id_of_an_event_counts_before_the_idempotency_key()
    {
        var finding = JsonNode.Parse(Samples.GuardDuty)!;
        finding["id"] = Guid.NewGuid().ToString();

        using var first = await host.PostAsync(finding.ToJsonString(), idempotencyKey: Guid.NewGuid().ToString());
        using var second = await host.PostAsync($"[{Minimal},{finding.ToJsonString()}]", idempotencyKey: Guid.NewGuid().ToString());

        var receipt = (await first.AnswerAsync()).Accepted.Single().ReceiptId;
        (await second.AnswerAsync()).Accepted[1].ReceiptId.Should().Be(receipt);
    }

    [Fact]
    public async Task Nobody_keeps_an_event_out_by_sending_another_alert_under_its_id()
    {
        var finding = JsonNode.Parse(Samples.GuardDuty)!;
        finding["id"] = Guid.NewGuid().ToString();
        var other = finding.DeepClone();
        other["detail"]!["id"] = "another finding";

        using var spoilt = await host.PostAsync(other.ToJsonString());
        using var real = await host.PostAsync(finding.ToJsonString());

        (await real.AnswerAsync()).Accepted.Single().ReceiptId.Should().NotBe((await spoilt.AnswerAsync()).Accepted.Single().ReceiptId);
    }

    [Fact]
    public async Task Same_receipt_twice_in_one_request_is_published_once()
    {
        await using var own = await ReceptorHost.StartAsync();

        using var response = await own.PostAsync($"[{Samples.GuardDuty},{Samples.GuardDuty}]");
        var last = await own.SendAsync(Minimal);

        await own.HeardAsync(last.ReceiptId);
        own.Alerts.Count(heard => heard.Alert.Alert.Source.Format == "guardduty").Should().Be(1);
    }

    [Fact]
    public async Task Alerts_without_a_message_id_of_their_own_have_receipts_of_their_own()
    {
        var first = await host.SendAsync(Minimal);
        var second = await host.SendAsync(Minimal);

        second.ReceiptId.Should().NotBe(first.ReceiptId);
        second.AlertId.Should().Be(first.AlertId);
    }

    [Fact]
    public async Task Idempotency_key_that_is_too_long_or_empty_is_refused()
    {
        using var tooLong = await host.PostAsync(Minimal, idempotencyKey: new string('k', 256));
        using var empty = await host.PostAsync(Minimal, idempotencyKey: "");

        (await tooLong.ErrorsAsync()).Keys.Should().Equal("Idempotency-Key");
        (await empty.ErrorsAsync()).Keys.Should().Equal("Idempotency-Key");
    }

    [Fact]
    public async Task Receptor_stamps_the_time_of_its_own_clock()
    {
        var noon = new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(noon);
        await using var own = await ReceptorHost.StartAsync(configure: builder => builder.Services.AddSingleton<TimeProvider>(clock));

        (await own.SendAsync(Minimal)).ReceivedAt.Should().Be(noon);
    }

    [Theory]
    [InlineData("https://alerts.example.com", "https://alerts.example.com/reports/by-alert/")]
    [InlineData("https://example.com/alerting/", "https://example.com/alerting/reports/by-alert/")]
    public async Task Report_address_is_under_the_public_address_where_one_is_set(string publicUrl, string start)
    {
        await using var own = await ReceptorHost.StartAsync(new() { ["Reports:PublicUrl"] = publicUrl });

        using var response = await own.PostAsync(Minimal);

        var accepted = (await response.AnswerAsync()).Accepted.Single();
        accepted.ReportUrl.Should().Be(start + accepted.AlertId);
    }

    [Theory]
    [InlineData("alerts.example.com")]
    [InlineData("ftp://alerts.example.com")]
    [InlineData("https://alerts.example.com/?tenant=1")]
    public async Task Public_address_that_is_none_stops_the_start_and_is_named(string publicUrl)
    {
        var start = async () => await ReceptorHost.StartAsync(new() { ["Reports:PublicUrl"] = publicUrl });

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage($"*Reports__PublicUrl is '{publicUrl}'*");
    }

    [Fact]
    public async Task Published_alert_has_times_in_UTC_and_is_whole()
    {
        var heard = await host.SendAsync(Samples.DeepAlert.Replace("2026-05-04T10:20:30.125Z", "2026-05-04T12:20:30.125+02:00", StringComparison.Ordinal));

        heard.Alert.FirstSeen.Should().Be(new DateTimeOffset(2026, 5, 4, 10, 20, 30, 125, TimeSpan.Zero));
        heard.Alert.FirstSeen!.Value.Offset.Should().Be(TimeSpan.Zero);
        heard.Alert.Body!.Value.GetProperty("body").GetProperty("process").GetProperty("parent").GetString().Should().Be("chrome.exe");
    }
}
