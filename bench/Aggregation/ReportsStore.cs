using System.Data.Common;
using System.Globalization;
using AlertResponder.TestKit;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace AlertResponder.Bench.Aggregation;

/// <summary>The reviewer's database, looked at from outside.</summary>
internal sealed class ReportsStore
{
    private const int Patience = 1_800;

    private readonly Func<DbConnection> _connect;

    // As the database has the time of what is due whatever the clock says.
    private readonly string _immediately;

    private ReportsStore(Func<DbConnection> connect, string immediately) => (_connect, _immediately) = (connect, immediately);

    public static ReportsStore Postgres(string connectionString) => new(() => new NpgsqlConnection($"{connectionString};Search Path=reports"), "'-infinity'");

    public static ReportsStore Sqlite(string folder) => new(() => new SqliteConnection($"Data Source={Path.Combine(folder, "reports.db")};Mode=ReadOnly"), "0");

    /// <summary>Waits until that many alerts are committed.</summary>
    /// <returns>Whether it had to wait.</returns>
    public async Task<bool> WaitForAlertsAsync(long alerts)
    {
        const string Sum = "SELECT coalesce(sum(alert_count), 0) FROM reports";
        if (await ReadAsync(Sum) == alerts) return false;
        await Patiently.UntilAsync(async () => await ReadAsync(Sum) == alerts, $"{alerts} alerts in the reports", Patience);
        return true;
    }

    /// <summary>Waits until the state machine has dealt with every report's opening and growth, and all it told is delivered.</summary>
    public Task WaitForReportsAsync() => Patiently.UntilAsync(
        async () => await ReadAsync("SELECT count(*) FROM (SELECT 1 FROM reports WHERE notification_pending LIMIT 1) pending") == 0
            && await ReadAsync($"SELECT count(*) FROM (SELECT 1 FROM outbox WHERE available_at = {_immediately} LIMIT 1) due") == 0,
        "the reports' events are dealt with",
        Patience);

    /// <summary>The size of an alert id's one report with the alerts it keeps. PostgreSQL only.</summary>
    public Task<long> ReportBytesAsync(string alertId) => ReadAsync($"""
        SELECT pg_column_size(r.*) + (SELECT coalesce(sum(pg_column_size(a.*)), 0) FROM report_alerts a WHERE a.report_id = r.report_id)
        FROM reports r WHERE alert_id = '{alertId}'
        """);

    private async Task<long> ReadAsync(string sql)
    {
        await using var connection = _connect();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
