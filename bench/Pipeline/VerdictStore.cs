using System.Text.Json;
using Npgsql;

namespace AlertResponder.Bench.Pipeline;

/// <summary>The verdicts in the reviewer's database.</summary>
internal sealed class VerdictStore(string connectionString)
{
    /// <summary>The first verdict of each report that was opened since.</summary>
    public async Task<Dictionary<string, StoredVerdict>> SinceAsync(DateTimeOffset openedAt)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Search Path=reports");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT alert_id, report_id, content::text FROM reports WHERE opened_at >= $1", connection)
        {
            Parameters = { new() { Value = openedAt } },
        };
        var verdicts = new Dictionary<string, StoredVerdict>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            if (FirstVerdict(reader.GetString(2)) is { } at) verdicts[reader.GetString(0)] = new(reader.GetGuid(1), at);
        return verdicts;
    }

    /// <summary>Reads from a report's timeline when it had its first verdict.</summary>
    public static DateTimeOffset? FirstVerdict(string content)
    {
        using var document = JsonDocument.Parse(content);
        foreach (var entry in document.RootElement.GetProperty("timeline").EnumerateArray())
            if (entry.GetProperty("what").GetString()!.StartsWith("verdict: ", StringComparison.Ordinal))
                return entry.GetProperty("at").GetDateTimeOffset();
        return null;
    }
}
