using System.Globalization;
using AlertResponder.Bench.Contenders;
using AlertResponder.Bench.Conversation;
using AlertResponder.Bench.Reporting;

namespace AlertResponder.Bench.Transport;

/// <summary>The results for people.</summary>
internal static class TransportTables
{
    public static void Write(TransportResults results, TextWriter output)
    {
        foreach (var (profile, contenders) in results.Profiles)
        {
            output.WriteLine($"{profile.Name}: median (smallest to largest)");
            var table = new Table("contender", "messages/s", "ratio to raw by round", "CPU ms/message", "bytes/message", "calls/message", "duplicates", "lost");
            foreach (var contender in contenders)
            {
                table.Add(
                    contender.Name,
                    Figure(contender, round => round.PerSecond, "N0"),
                    Figure(results.Ratios(profile, contender.Name), "F2"),
                    Figure(contender, round => round.CpuPerMessage, "F4"),
                    Figure(contender, round => round.BytesPerMessage, "N0"),
                    Figure(contender, round => round.CallsPerMessage, "F3"),
                    Text(contender.Tally.Duplicates, "N0"),
                    Text(contender.Tally.Lost, "N0"));
            }

            table.WriteTo(output);
        }

        WriteIdle(results.Idle, output);
    }

    private static void WriteIdle(List<IdleFigures> idle, TextWriter output)
    {
        output.WriteLine("idle, publish to consumed, one message at a time");
        var latency = new Table("contender", "p50 ms", "p95 ms", "samples");
        foreach (var figures in idle)
        {
            var milliseconds = figures.Latency.Milliseconds;
            latency.Add(
                figures.Name, Text(milliseconds.Percentile(50), "F2"), Text(milliseconds.Percentile(95), "F2"), Text(milliseconds.Count, "N0"));
        }

        latency.WriteTo(output);
        if (idle.Find(figures => figures.Name == ContenderList.Ours)?.Endpoint is not { } endpoint) return;

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

    private static string Figure(ContenderResult contender, Func<RoundResult, double> figure, string format) =>
        Figure(contender.Rounds.Select(figure), format);

    private static string Figure(IEnumerable<double> values, string format)
    {
        var (median, min, max) = Spread.Of(values);
        return $"{Text(median, format)} ({Text(min, format)} to {Text(max, format)})";
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
