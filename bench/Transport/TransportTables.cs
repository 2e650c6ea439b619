using System.Globalization;
using AlertResponder.Bench.Candidates;
using AlertResponder.Bench.ChildProcesses;
using AlertResponder.Bench.Reporting;

namespace AlertResponder.Bench.Transport;

/// <summary>The results for people.</summary>
internal static class TransportTables
{
    public static void Write(TransportResults results, TextWriter output)
    {
        foreach (var (profile, candidates) in results.Profiles)
        {
            output.WriteLine($"{profile.Name}: median (smallest to largest)");
            var table = new Table("candidate", "messages/s", "ratio to raw by round", "CPU ms/message", "bytes/message", "calls/message", "duplicates", "lost");
            foreach (var candidate in candidates)
            {
                table.Add(
                    candidate.Name,
                    Figure(candidate, round => round.PerSecond, "N0"),
                    Figure(results.Ratios(profile, candidate.Name), "F2"),
                    Figure(candidate, round => round.CpuPerMessage, "F4"),
                    Figure(candidate, round => round.BytesPerMessage, "N0"),
                    Figure(candidate, round => round.CallsPerMessage, "F3"),
                    Text(candidate.Tally.Duplicates, "N0"),
                    Text(candidate.Tally.Lost, "N0"));
            }

            table.WriteTo(output);
        }

        WriteIdle(results.Idle, output);
    }

    private static void WriteIdle(List<IdleFigures> idle, TextWriter output)
    {
        output.WriteLine("idle, publish to consumed, one message at a time");
        var latency = new Table("candidate", "p50 ms", "p95 ms", "samples");
        foreach (var figures in idle)
        {
            var milliseconds = figures.Latency.Milliseconds;
            latency.Add(
                figures.Name, Text(milliseconds.Percentile(50), "F2"), Text(milliseconds.Percentile(95), "F2"), Text(milliseconds.Count, "N0"));
        }

        latency.WriteTo(output);
        if (idle.Find(figures => figures.Name == CandidateList.Ours)?.Endpoint is not { } endpoint) return;

        output.WriteLine("endpoints");
        var endpoints = new Table("what", "figure", "API calls");
        endpoints.Add("idle, API calls a minute", Text(endpoint.Idle.CallsPerMinute, "F1"), Calls(endpoint.Idle.Calls));
        endpoints.Add(
            $"start with {IdleBench.Endpoints} endpoints on existing topology, s",
            Text(endpoint.BusStart.StartSeconds, "F2"),
            Calls(endpoint.BusStart.StartCalls));
        endpoints.Add("stop of these, s", Text(endpoint.BusStart.StopSeconds, "F2"), "");
        endpoints.WriteTo(output);
    }

    private static string Calls(Dictionary<string, int> calls) =>
        string.Join(", ", calls.OrderByDescending(call => call.Value).Select(call => $"{call.Value} {call.Key}"));

    private static string Figure(CandidateResult candidate, Func<RoundResult, double> figure, string format) =>
        Figure(candidate.Rounds.Select(figure), format);

    private static string Figure(IEnumerable<double> values, string format)
    {
        var (median, min, max) = Spread.Of(values);
        return $"{Text(median, format)} ({Text(min, format)} to {Text(max, format)})";
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
