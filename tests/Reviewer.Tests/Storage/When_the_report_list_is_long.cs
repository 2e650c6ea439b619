using System.Data.Common;
using AlertResponder.Contracts;
using AlertResponder.Reviewer.Api;
using AlertResponder.Reviewer.Reports;
using AlertResponder.Reviewer.Storage;
using AlertResponder.TestKit.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AlertResponder.Reviewer.Tests.Storage;

/// <summary>A hundred thousand reports on PostgreSQL: no question of the API reads them all, or sorts them.</summary>
public sealed class When_the_report_list_is_long(When_the_report_list_is_long.LongList list) : IClassFixture<When_the_report_list_is_long.LongList>
{
    private const int Page = 50;
    private static readonly ReportQuery All = new(State: null, Severity: null, Rule: null, Since: null, Text: null, Page, After: null);
    private static readonly ReportCursor Deep = new(LongList.OpenedAt(60_000).UtcTicks, LongList.Id(60_000));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Questions =>
    [
        "newest", "deep", "state", "rare state", "state, deep", "severity", "severity, deep", "rule", "rule, deep", "unknown rule", "state and severity",
        "text",
    ];

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task Page_is_read_from_an_index_in_the_order_of_the_list(string question)
    {
        var plan = await list.PlanAsync(reader => reader.ListAsync(QueryOf(question), Cancel));

        plan.Should().Contain("Index").And.NotContain("Seq Scan").And.NotContain("Sort");
        if (question.Contains("deep", StringComparison.Ordinal)) plan.Should().MatchRegex("Index Cond: .*opened_at <= ", "newer reports are not read");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(50_000)]
    public async Task Reports_since_a_time_are_found_by_an_index(int reports)
    {
        var plan = await list.PlanAsync(reader => reader.ListAsync(All with { Since = LongList.OpenedAt(LongList.Count - reports).AddHours(1) }, Cancel));

        plan.Should().Contain("Index").And.NotContain("Seq Scan").And.NotContain("Sort");
        plan.Should().MatchRegex("Index Cond: .*opened_at >= ", "reports that took their last alert long before are not read");
    }

    [Fact]
    public async Task Report_is_found_by_its_id_and_by_its_alerts()
    {
        var byId = await list.PlanAsync(reader => reader.FindAsync(LongList.Id(77_000), Cancel));
        var byAlert = await list.PlanAsync(reader => reader.FindNewestAsync("alert-777", Cancel));

        foreach (var plan in new[] { byId, byAlert }) plan.Should().Contain("Index Scan").And.NotContain("Seq Scan").And.NotContain("Sort");
    }

    [Fact]
    public async Task Pages_follow_one_another_also_deep_in_the_list_and_among_reports_of_one_time()
    {
        var first = await list.ReadAsync(reader => reader.ListAsync(All with { After = Deep }, Cancel));
        var second = await list.ReadAsync(reader => reader.ListAsync(All with { After = ReportCursor.Parse(first.NextCursor!) }, Cancel));

        first.Items.Concat(second.Items).Select(report => report.ReportId).Should()
            .Equal(Enumerable.Range(1, 2 * Page).Select(n => LongList.Id(60_000 - n)));
    }

    private static ReportQuery QueryOf(string question) => question switch
    {
        "newest" => All,
        "deep" => All with { After = Deep },
        "state" => All with { State = "Reviewed" },
        "rare state" => All with { State = "Inspecting" },
        "state, deep" => All with { State = "Closed", After = Deep },
        "severity" => All with { Severity = Severity.Urgent },
        "severity, deep" => All with { Severity = Severity.Safe, After = Deep },
        "rule" => All with { Rule = "rule-3" },
        "rule, deep" => All with { Rule = "rule-3", After = Deep },
        "unknown rule" => All with { Rule = "nobody's" },
        "state and severity" => All with { State = "Closed", Severity = Severity.Safe },
        "text" => All with { Text = "Door" },
        _ => throw new ArgumentOutOfRangeException(nameof(question), question, null),
    };

    /// <summary>The reports, and how the server would find some.</summary>
    public sealed class LongList : IAsyncLifetime
    {
        public const int Count = 100_000;
        private static readonly DateTimeOffset First = Some.Noon.AddDays(-90);
        private string _connectionString = "";

        public static Guid Id(int number) => Guid.Parse($"{number:x8}-0000-4000-8000-000000000000");

        /// <summary>One a minute; ten of a noisy minute come at one time.</summary>
        public static DateTimeOffset OpenedAt(int number) => First.AddMinutes(number / 10 * 10);

        public async ValueTask InitializeAsync()
        {
            _connectionString = await (await LocalPostgres.SharedAsync()).CreateDatabaseAsync();
            await using var db = Open();
            await db.Database.MigrateAsync();
            db.Reports.Add(Some.Report(alerts: Some.Alert(alertId: "template")));
            await db.SaveChangesAsync();
            // Most are closed, some hundreds are under way; a tenth is urgent; an alert id has ten reports; a rule a fiftieth, and one rule much.
            await db.Database.ExecuteSqlRawAsync("""
                INSERT INTO reports.reports
                SELECT report.* FROM generate_series(1, {1}) AS n, reports.reports AS one, jsonb_populate_record(one, jsonb_build_object(
                    'report_id', lpad(to_hex(n), 8, '0') || '-0000-4000-8000-000000000000',
                    'alert_id', 'alert-' || n % 10000, 'sequence', n / 10000 + 1,
                    'current_state', CASE WHEN n < 95000 THEN 'Closed' WHEN n % 10 = 0 THEN 'Inspecting' ELSE 'Reviewed' END,
                    'severity', CASE WHEN n % 10 = 0 THEN 'Urgent' WHEN n % 3 = 0 THEN 'Unclassified' WHEN n < 99900 THEN 'Safe' END,
                    'rule_id', 'rule-' || CASE WHEN n % 2 = 0 THEN 0 ELSE n % 50 END,
                    'title', 'Somebody at the door of house ' || n,
                    'opened_at', {0}::timestamptz + n / 10 * interval '10 minutes',
                    'last_received_at', {0}::timestamptz + n / 10 * interval '10 minutes' + n % 24 * interval '1 hour',
                    'window_ends_at', {0}::timestamptz + n / 10 * interval '10 minutes' + interval '48 hours',
                    'closed_at', CASE WHEN n < 95000 THEN {0}::timestamptz + n / 10 * interval '10 minutes' + interval '48 hours' END)) AS report;
                """, First.UtcDateTime, Count);
            await db.Database.ExecuteSqlRawAsync("ANALYZE reports.reports");
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        internal async Task<T> ReadAsync<T>(Func<ReportReader, Task<T>> read)
        {
            await using var db = Open();
            return await read(new ReportReader(db, Options.Create(new ReportsOptions())));
        }

        /// <summary>How the server finds what is asked for, in its own words.</summary>
        internal async Task<string> PlanAsync<T>(Func<ReportReader, Task<T>> read)
        {
            var plans = new Plans();
            await using var db = Open(plans);
            await read(new ReportReader(db, Options.Create(new ReportsOptions())));
            TestContext.Current.TestOutputHelper!.WriteLine(plans.Text);
            return plans.Text;
        }

        private PostgresReviewerDbContext Open(params IInterceptor[] interceptors) => new(
            new DbContextOptionsBuilder<PostgresReviewerDbContext>()
                .UseNpgsql(_connectionString, npgsql => npgsql.MigrationsHistoryTable("__EFMigrationsHistory", ReviewerDbContext.DatabaseName))
                .AddInterceptors(interceptors).Options);
    }

    /// <summary>Lets the server explain each query before it runs.</summary>
    private sealed class Plans : DbCommandInterceptor
    {
        public string Text { get; private set; } = "";

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            await using var explain = command.Connection!.CreateCommand();
            explain.CommandText = $"EXPLAIN {command.CommandText}";
            foreach (NpgsqlParameter parameter in command.Parameters) explain.Parameters.Add(parameter.Clone());
            await using var lines = await explain.ExecuteReaderAsync(cancellationToken);
            while (await lines.ReadAsync(cancellationToken)) Text += $"{lines.GetString(0)}\n";
            return result;
        }
    }
}
