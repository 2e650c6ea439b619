using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.Reviewer.Api;
using AlertResponder.TestKit;
using AlertResponder.TestKit.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AlertResponder.Reviewer.Tests.Api;

public sealed class When_many_read_at_once
{
    private const string Waiting =
        // Not those of the retention, which looks for reports that closed long ago.
        "SELECT left(query, 2000) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query NOT LIKE '%closed_at <%'";

    private static readonly JsonSerializerOptions AsTheFrameworkDoes = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/reports?q=door", ReadLimits.SearchesPerCaller)]
    [InlineData("/reports?q=", ReadLimits.SearchesPerCaller)]
    [InlineData("/reports", ReadLimits.ReadsPerCaller)]
    [InlineData("/reports/by-alert/alert-1", ReadLimits.ReadsPerCaller)]
    public async Task One_caller_reads_a_few_at_a_time_and_none_of_them_without_end(string path, int atATime)
    {
        var connectionString = await (await LocalPostgres.SharedAsync()).CreateDatabaseAsync();
        await using var reviewer = await ReviewerHost.StartAsync(configure: null, $"ConnectionStrings__Reports={connectionString}");
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "LOCK TABLE reports.reports IN ACCESS EXCLUSIVE MODE";
        await command.ExecuteNonQueryAsync(Cancel);

        var requests = Enumerable.Range(0, ReadLimits.WaitingPerCaller + atATime + 1).Select(_ => reviewer.Http.GetAsync(path, Cancel)).ToList();
        using var refused = await await Task.WhenAny(requests);
        command.CommandText = Waiting;
        requests.RemoveAll(request => request.IsCompleted);
        var first = Task.WhenAny(requests);
        var most = 0;
        await Patiently.UntilAsync(
            async () =>
            {
                most = Math.Max(most, (await ReadAsync(command)).Count);
                return first.IsCompleted;
            },
            "one of them is ended");
        using var late = await await first;
        await transaction.RollbackAsync(Cancel);

        most.Should().BeInRange(1, atATime);
        refused.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        late.StatusCode.Should().Be(HttpStatusCode.GatewayTimeout);
        foreach (var answer in (HttpResponseMessage[])[refused, late])
        {
            answer.Headers.RetryAfter!.Delta.Should().BePositive();
            answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        }

        foreach (var request in requests)
        {
            using var answer = await request;
            answer.StatusCode.Should().BeOneOf(HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.GatewayTimeout);
        }
    }

    private static async Task<List<string>> ReadAsync(NpgsqlCommand command)
    {
        var rows = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        while (await reader.ReadAsync(Cancel)) rows.Add(reader.GetString(0));
        return rows;
    }

    [Fact]
    public async Task A_search_in_a_file_ends_with_its_time_and_its_connection_is_used_again()
    {
        await using var reviewer = await ReviewerHost.StartAsync();
        using var time = new CancellationTokenSource();

        await reviewer.WithStoreAsync(async db =>
        {
            var endless = db.Database.SqlQueryRaw<long>("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) AS Value FROM n");
            var search = db.SearchAsync(endless, time.Token);
            await time.CancelAsync();
            await search.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
            (await db.SearchAsync(db.Reports, Cancel)).Should().BeEmpty();
            return 0;
        });
    }

    [Fact]
    public async Task Report_with_large_alerts_is_written_as_the_framework_would_write_it_whole()
    {
        await using var reviewer = await ReviewerHost.StartAsync();
        for (var n = 0; n < 60; n++)
        {
            var alert = Some.Alert(Some.Noon.AddSeconds(n));
            await reviewer.ReceiveAsync(alert with { Alert = alert.Alert with { Description = $"{n} <ü😀> {new string('x', 100_000)}" } });
        }

        var reportId = (await reviewer.HearAsync<ReportOpened>()).ReportId;
        await reviewer.SeeAsync(reportId, report => report.AlertCount == 60, "all have joined");

        var text = await reviewer.Http.GetStringAsync($"/reports/{reportId}", Cancel);

        var document = JsonSerializer.Deserialize<ReportDocument>(text, JsonSerializerOptions.Web)!;
        document.Alerts.First.Should().HaveCount(50);
        document.Alerts.Last.Select(alert => alert.Description![..2]).Should().Equal(Enumerable.Range(50, 10).Select(n => $"{n}"));
        text.Should().Be(JsonSerializer.Serialize(document, AsTheFrameworkDoes));
        using var answer = await reviewer.Http.GetAsync($"/reports/{reportId}", HttpCompletionOption.ResponseHeadersRead, Cancel);
        answer.Content.Headers.ContentLength.Should().BeNull("it is not there as a whole");
    }
}
