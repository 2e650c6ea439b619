using AlertResponder.Contracts;
using AlertResponder.Emission.Storage;
using AlertResponder.Emission.Testing;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Emission.Tests.Storage;

public sealed class When_processes_share_a_ledger
{
    private const int Processes = 4;
    private const int Rows = 25;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_of_them_start_at_once_on_an_empty_one_with_the_same_key(bool onPostgres)
    {
        await using var world = await StartAsync(onPostgres);
        var ledgers = await LedgersAsync(world, onPostgres);

        var keys = await AtOnceAsync(ledgers, ledger => ledger.OpenAsync(Cancel));

        keys.Select(Convert.ToHexString).Distinct().Should().ContainSingle().Which.Should().HaveLength(64);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Twins_that_come_at_once_are_news_once(bool onPostgres)
    {
        await using var world = await StartAsync(onPostgres);
        var ledgers = await LedgersAsync(world, onPostgres);

        for (var row = 0; row < Rows; row++)
        {
            // First all of a new report, then all of its verdict, with the document that is known.
            var report = Reports.Report(Guid.NewGuid());
            foreach (var verdictNumber in new[] { 0, 1 })
            {
                var told = verdictNumber == 0 ? report : report with { Verdict = Reports.VerdictOf(Severity.Urgent) };
                var news = await AtOnceAsync(ledgers, ledger => ledger.TakeInAsync(1, verdictNumber, told, Cancel));
                news.Count(isNews => isNews).Should().Be(1);
            }

            (await world.RowAsync(report.ReportId)).Revision.Should().Be(2);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_row_is_leased_to_one(bool onPostgres)
    {
        await using var world = await StartAsync(onPostgres);
        var ledgers = await LedgersAsync(world, onPostgres);
        for (var row = 0; row < Rows; row++) await world.TakeInAsync(Reports.Report(Guid.NewGuid()));

        var leased = await LeaseAllAsync(ledgers);

        leased.Should().HaveCount(Rows).And.OnlyHaveUniqueItems(row => row.Row.ReportId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Budget_of_writes_is_one_for_all(bool onPostgres)
    {
        var limits = new EmissionOptions { WriteInterval = TimeSpan.Zero, WritesPerMinute = 7, WritesPerHour = 100 };
        await using var world = await StartAsync(onPostgres);
        var ledgers = await LedgersAsync(world, onPostgres);
        await world.Ledger.OpenAsync(Cancel);
        for (var row = 0; row < Rows; row++) await world.TakeInAsync(Reports.Report(Guid.NewGuid()));
        var leased = await LeaseAllAsync(ledgers);

        var turns = await Task.WhenAll(leased.Select((row, n) => Task.Run(() =>
            ledgers[n % Processes].BeginWriteAsync(row, _ => { }, limits, Lease, Cancel))));

        turns.Count(turn => turn.IsGranted).Should().Be(limits.WritesPerMinute);
        turns.Where(turn => !turn.IsGranted).Should().AllSatisfy(turn => turn.At.Should().Be(Reports.Noon.AddMinutes(1)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Writes_that_no_budget_counts_any_more_are_removed(bool onPostgres)
    {
        await using var world = await StartAsync(onPostgres);
        await world.TakeInAsync(Reports.Report(Guid.NewGuid()));
        await world.Ledger.OpenAsync(Cancel);
        var leased = (await world.Ledger.LeaseAsync("worker", Lease, Cancel))!;

        for (var minute = 0; minute < 300; minute++)
        {
            (await world.Ledger.BeginWriteAsync(leased, _ => { }, new EmissionOptions(), Lease, Cancel)).Should().Be(WritePermit.Granted);
            world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        (await world.QueryAsync(db => db.Writes.CountAsync(Cancel))).Should().BeInRange(60, 60 + 100);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Failure_is_recorded_whatever_the_text_that_tells_it(bool onPostgres)
    {
        await using var world = await StartAsync(onPostgres);
        await world.TakeInAsync(Reports.Report(Guid.NewGuid()));
        var leased = (await world.Ledger.LeaseAsync("worker", Lease, Cancel))!;

        leased.Row.Failure = "nul \0, half a pair \ud800";
        var recorded = await world.Ledger.RecordAsync(leased, dropsDocument: false, Cancel);

        recorded.Should().BeTrue();
        (await world.RowAsync(leased.Row.ReportId)).Failure.Should().StartWith("nul").And.EndWith("half a pair \uFFFD");
    }

    private static Task<ChatWorld> StartAsync(bool onPostgres) => ChatWorld.StartAsync(onPostgres);

    /// <summary>On SQLite there is one process: its workers share its ledger.</summary>
    private static async Task<List<Ledger<ChatEmitter>>> LedgersAsync(ChatWorld world, bool onPostgres)
    {
        var ledgers = new List<Ledger<ChatEmitter>>();
        for (var n = 0; n < Processes; n++) ledgers.Add(onPostgres ? await world.AnotherLedgerAsync() : world.Ledger);
        return ledgers;
    }

    private static Task<T[]> AtOnceAsync<T>(List<Ledger<ChatEmitter>> ledgers, Func<Ledger<ChatEmitter>, Task<T>> act) =>
        Task.WhenAll(ledgers.Select(ledger => Task.Run(() => act(ledger))));

    private static async Task<List<LeasedReport>> LeaseAllAsync(List<Ledger<ChatEmitter>> ledgers)
    {
        var leased = await AtOnceAsync(ledgers, async ledger =>
        {
            var mine = new List<LeasedReport>();
            while (await ledger.LeaseAsync($"worker-{mine.GetHashCode()}", Lease, Cancel) is { } row) mine.Add(row);
            return mine;
        });
        return [.. leased.SelectMany(rows => rows)];
    }
}
