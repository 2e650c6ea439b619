using System.Globalization;
using System.Text.Json;
using AlertResponder.Bench.Reporting;

namespace AlertResponder.Bench.Aggregation;

/// <summary>The results for people, and as the last line.</summary>
internal static class AggregationReport
{
    public static void Write(AggregationResults results, TextWriter output)
    {
        Write("distinct alerts, each opens a report", results, candidate => candidate.Distinct, output);
        Write("nine in ten alerts are repeats", results, candidate => candidate.Repeats, output);

        var (postgres, sqlite, floor) = (results[Candidate.OnPostgres], results[Candidate.OnSqlite], results[Candidate.InMemory]);
        output.WriteLine(JsonSerializer.Serialize(new
        {
            bench = "aggregation",
            ratio_distinct = Math.Round(results.MedianRatio(Candidate.OnPostgres, candidate => candidate.Distinct), 3),
            ratio_repeats = Math.Round(results.MedianRatio(Candidate.OnPostgres, candidate => candidate.Repeats), 3),
            distinct_per_s = Median(postgres.Distinct, round => round.PerSecond, 0),
            repeats_per_s = Median(postgres.Repeats, round => round.PerSecond, 0),
            opened_per_s = Median(postgres.Distinct, round => round.OpenedPerSecond, 0),
            cpu_ms_distinct = Median(postgres.Distinct, round => round.CpuPerAlert, 4),
            cpu_ms_repeats = Median(postgres.Repeats, round => round.CpuPerAlert, 4),
            postgres_cpu_ms_distinct = Median(postgres.Distinct, round => round.PostgresCpuPerAlert, 4),
            postgres_cpu_ms_repeats = Median(postgres.Repeats, round => round.PostgresCpuPerAlert, 4),
            bytes_distinct = Median(postgres.Distinct, round => round.BytesPerAlert, 0),
            bytes_repeats = Median(postgres.Repeats, round => round.BytesPerAlert, 0),
            sqlite_ratio_distinct = Math.Round(results.MedianRatio(Candidate.OnSqlite, candidate => candidate.Distinct), 3),
            sqlite_ratio_repeats = Math.Round(results.MedianRatio(Candidate.OnSqlite, candidate => candidate.Repeats), 3),
            sqlite_distinct_per_s = Median(sqlite.Distinct, round => round.PerSecond, 0),
            sqlite_repeats_per_s = Median(sqlite.Repeats, round => round.PerSecond, 0),
            sqlite_opened_per_s = Median(sqlite.Distinct, round => round.OpenedPerSecond, 0),
            inmemory_distinct_per_s = Median(floor.Distinct, round => round.PerSecond, 0),
            inmemory_repeats_per_s = Median(floor.Repeats, round => round.PerSecond, 0),
            cpu_ms_inmemory = Median(floor.Distinct, round => round.CpuPerAlert, 4),
        }));
    }

    private static void Write(string title, AggregationResults results, Func<CandidateFigures, List<RoundFigures>> kind, TextWriter output)
    {
        output.WriteLine($"{title}: median (smallest to largest)");
        var table = new Table(
            "candidate", "alerts/s", "ratio by round", "reports opened/s", "CPU ms/alert", "PostgreSQL's CPU ms/alert", "bytes/alert");
        foreach (var candidate in results.Candidates)
        {
            var rounds = kind(candidate);
            table.Add(
                candidate.Name,
                Figure(rounds.Select(round => round.PerSecond), "N0"),
                Figure(results.Ratios(candidate.Name, kind), "F2"),
                candidate.Name == Candidate.InMemory ? "" : Figure(rounds.Select(round => round.OpenedPerSecond), "N0"),
                Figure(rounds.Select(round => round.CpuPerAlert), "F3"),
                candidate.Name == Candidate.OnPostgres ? Figure(rounds.Select(round => round.PostgresCpuPerAlert), "F3") : "",
                Figure(rounds.Select(round => round.BytesPerAlert), "N0"));
        }

        table.WriteTo(output);
    }

    private static double Median(List<RoundFigures> rounds, Func<RoundFigures, double> figure, int digits) =>
        Math.Round(Spread.Of(rounds.Select(figure)).Median, digits);

    private static string Figure(IEnumerable<double> values, string format)
    {
        var (median, min, max) = Spread.Of(values);
        return $"{Text(median, format)} ({Text(min, format)} to {Text(max, format)})";
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
