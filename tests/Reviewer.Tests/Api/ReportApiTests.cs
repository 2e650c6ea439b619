using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.TestKit.Postgres;

namespace AlertResponder.Reviewer.Tests.Api;

public sealed class ReportApiTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Unknown_reports_are_404_and_an_alert_on_its_way_says_when_to_ask_again()
    {
        await using var reviewer = await ReviewerHost.StartAsync();

        using var byAlert = await reviewer.Http.GetAsync("/reports/by-alert/nobody", Cancel);
        byAlert.StatusCode.Should().Be(HttpStatusCode.NotFound);
        byAlert.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));
        foreach (var path in new[] { $"/reports/{Guid.NewGuid()}", $"/reports/{Guid.NewGuid()}/timeline" })
        {
            using var missing = await reviewer.Http.GetAsync(path, Cancel);
            missing.StatusCode.Should().Be(HttpStatusCode.NotFound);
            missing.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        }

        using var review = await reviewer.Http.PostAsync($"/reports/{Guid.NewGuid()}/review", null, Cancel);
        review.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Report_is_read_whole_with_its_alerts_and_its_timeline()
    {
        await using var reviewer = await ReviewerHost.StartAsync();
        for (var n = 0; n < 120; n++) await reviewer.ReceiveAsync(Some.Alert(Some.Noon.AddSeconds(n)));
        var reportId = (await reviewer.HearAsync<ReportOpened>()).ReportId;
        await reviewer.SeeAsync(reportId, report => report.AlertCount == 120, "all have joined");

        var report = (await reviewer.Http.GetFromJsonAsync<ReportDocument>("/reports/by-alert/alert-1", Cancel))!;
        report.ReportId.Should().Be(reportId);
        report.Alerts.First.Should().HaveCount(50);
        report.Alerts.Last.Should().HaveCount(50);
        report.Alerts.Omitted.Should().Be(20);
        var timeline = await reviewer.Http.GetFromJsonAsync<JsonElement>($"/reports/{reportId}/timeline", Cancel);
        timeline.GetProperty("items").EnumerateArray()
            .Select(entry => (entry.GetProperty("what").GetString(), entry.TryGetProperty("why", out var why) ? why.GetString() : null))
            .Should().Equal(("opened", null), ("grown", "10 alerts"), ("grown", "100 alerts"));
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task List_is_filtered_and_paged_newest_first(Database database)
    {
        await using var reviewer = await ReviewerHost.StartAsync(database);
        for (var n = 0; n < 7; n++) await reviewer.ReceiveAsync(Some.Alert(Some.Noon.AddSeconds(n), $"alert-{n}", attributes: [Some.Address($"198.18.0.{n}")]));
        for (var n = 0; n < 7; n++) await reviewer.HearAsync<ReportOpened>(opened => opened.AlertId == $"alert-{n}");

        var seen = new List<string>();
        var cursor = "";
        do
        {
            var page = await reviewer.Http.GetFromJsonAsync<JsonElement>($"/reports?limit=3&status=new{cursor}", Cancel);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("alertId").GetString()!));
            cursor = page.TryGetProperty("nextCursor", out var next) && next.GetString() is { } text ? $"&cursor={text}" : "";
        }
        while (cursor.Length > 0);

        seen.Should().Equal("alert-6", "alert-5", "alert-4", "alert-3", "alert-2", "alert-1", "alert-0");
        (await AlertsOf("/reports?q=198.18.0.4")).Should().Equal("alert-4");
        (await AlertsOf("/reports?q=SOMEBODY+at")).Should().HaveCount(7, "text is found whatever its case");
        (await AlertsOf("/reports?q=%25")).Should().BeEmpty("a percent sign is a percent sign");
        (await AlertsOf("/reports?rule=another")).Should().BeEmpty();
        (await AlertsOf("/reports?severity=urgent")).Should().BeEmpty();
        (await AlertsOf("/reports?since=2026-03-01T12:00:05Z")).Should().Equal("alert-6", "alert-5");

        async Task<List<string?>> AlertsOf(string path) =>
            [.. (await reviewer.Http.GetFromJsonAsync<JsonElement>(path, Cancel)).GetProperty("items").EnumerateArray()
                .Select(item => item.GetProperty("alertId").GetString())];
    }

    [Theory]
    [InlineData("status=gone", "status")]
    [InlineData("severity=1", "severity")]
    [InlineData("since=yesterday", "since")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("cursor=%00", "cursor")]
    [InlineData("cursor=AAAA", "cursor")]
    public async Task Question_that_makes_no_sense_is_400_and_names_the_field(string query, string field)
    {
        await using var reviewer = await ReviewerHost.StartAsync();

        using var answer = await reviewer.Http.GetAsync($"/reports?{query}", Cancel);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        problem.GetProperty("errors").TryGetProperty(field, out _).Should().BeTrue();
    }

    [Fact]
    public async Task Verdict_of_a_caller_that_names_nobody_is_that_of_its_key()
    {
        await using var reviewer = await ReviewerHost.StartAsync(settings: [.. Key(0, "soar", "reports:write"), .. Key(1, "dashboard", "reports:read")]);
        await reviewer.ReceiveAsync(Some.Alert());
        var path = $"/reports/{(await reviewer.HearAsync<ReportOpened>()).ReportId}";
        var verdict = new { verdict = new { severity = "safe", reason = "a test of ours" } };

        reviewer.Http.DefaultRequestHeaders.Add("X-Api-Key", "key-of-dashboard");
        (await reviewer.Http.GetAsync(path, Cancel)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await reviewer.Http.PostAsJsonAsync($"{path}/review", verdict, Cancel)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        reviewer.Http.DefaultRequestHeaders.Remove("X-Api-Key");
        reviewer.Http.DefaultRequestHeaders.Add("X-Api-Key", "key-of-soar");
        (await reviewer.Http.GetAsync(path, Cancel)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await reviewer.Http.PostAsJsonAsync($"{path}/review", verdict, Cancel)).StatusCode.Should().Be(HttpStatusCode.Accepted);

        var report = await reviewer.SeeAsync(Guid.Parse(path.Split('/')[^1]), report => report.VerdictNumber > 0, "the verdict is set");
        report.Content.Verdict!.DecidedBy.Should().Be("soar");
    }

    [Fact]
    public async Task While_the_database_is_away_the_answer_is_to_come_again()
    {
        var postgres = await LocalPostgres.StartAsync(durable: false);
        await using var reviewer = await ReviewerHost.StartAsync(configure: null, $"ConnectionStrings__Reports={await postgres.CreateDatabaseAsync()}");
        (await reviewer.Http.GetAsync("/reports", Cancel)).StatusCode.Should().Be(HttpStatusCode.OK);

        await postgres.DisposeAsync();

        foreach (var path in (string[])["/reports", $"/reports/{Guid.NewGuid()}", "/reports/by-alert/alert-1", "/reports?q=text"])
        {
            using var answer = await reviewer.Http.GetAsync(path, Cancel);
            answer.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable, path);
            answer.Headers.RetryAfter!.Delta.Should().BePositive();
        }

        using var review = await reviewer.Http.PostAsync($"/reports/{Guid.NewGuid()}/review", null, Cancel);
        review.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Name_of_the_key_is_who_did_it_whomever_the_body_names()
    {
        await using var reviewer = await ReviewerHost.StartAsync(settings: [.. Key(0, "carol", "reports:write,reports:read")]);
        await reviewer.ReceiveAsync(Some.Alert());
        var reportId = (await reviewer.HearAsync<ReportOpened>()).ReportId;
        reviewer.Http.DefaultRequestHeaders.Add("X-Api-Key", "key-of-carol");

        using var asked = await reviewer.Http.PostAsJsonAsync($"/reports/{reportId}/review", new { by = "mallory" }, Cancel);
        await reviewer.SeeAsync(reportId, report => report.VerdictNumber == 1, "the policy has judged");
        using var set = await reviewer.Http.PostAsJsonAsync(
            $"/reports/{reportId}/review", new { by = "mallory", verdict = new { severity = "urgent", reason = "I saw it" } }, Cancel);
        var report = await reviewer.SeeAsync(reportId, report => report.VerdictNumber == 2, "the person has judged");

        report.Content.Verdict!.DecidedBy.Should().Be("carol");
        (await reviewer.HearAsync<AlertReviewed>(reviewed => reviewed.VerdictNumber == 2)).Report.Verdict!.DecidedBy.Should().Be("carol");
        var timeline = await reviewer.Http.GetFromJsonAsync<JsonElement>($"/reports/{reportId}/timeline", Cancel);
        var entries = timeline.GetProperty("items").EnumerateArray().Select(entry => entry.ToString()).ToList();
        entries.Count(entry => entry.Contains("in the name of mallory") && entry.Contains("\"by\":\"carol\"")).Should().Be(2);
        entries.Should().Contain(entry => entry.Contains("verdict: Urgent") && entry.Contains("\"by\":\"carol\""));
        entries.Should().NotContain(entry => entry.Contains("\"by\":\"mallory\""));
        reviewer.Logged.Lines.Should().Contain(line => line.Contains($"carol sets the verdict of report {reportId} to Urgent"));
        reviewer.Logged.Lines.Should().NotContain(line => line.Contains("mallory"));
    }

    [Fact]
    public async Task Person_asks_for_a_review_or_sets_the_verdict()
    {
        await using var reviewer = await ReviewerHost.StartAsync();
        await reviewer.ReceiveAsync(Some.Alert());
        var reportId = (await reviewer.HearAsync<ReportOpened>()).ReportId;

        using var asked = await reviewer.Http.PostAsJsonAsync($"/reports/{reportId}/review", new { by = "alice" }, Cancel);
        asked.StatusCode.Should().Be(HttpStatusCode.Accepted);
        await reviewer.SeeAsync(reportId, report => report.VerdictNumber == 1, "the policy has judged");

        using var set = await reviewer.Http.PostAsJsonAsync(
            $"/reports/{reportId}/review", new { by = "bob", verdict = new { severity = "urgent", reason = "I saw it" } }, Cancel);
        set.StatusCode.Should().Be(HttpStatusCode.Accepted);
        var report = await reviewer.SeeAsync(reportId, report => report.VerdictNumber == 2, "the person has judged");
        report.Content.Verdict!.DecidedBy.Should().Be("bob");

        using var nonsense = await reviewer.Http.PostAsJsonAsync($"/reports/{reportId}/review", new { verdict = new { severity = "terrible" } }, Cancel);
        nonsense.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    private static string[] Key(int index, string name, string scopes) =>
    [
        $"Access__ApiKeys__{index}__Name={name}",
        $"Access__ApiKeys__{index}__Sha256={Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"key-of-{name}")))}",
        $"Access__ApiKeys__{index}__Scopes={scopes}",
    ];
}
