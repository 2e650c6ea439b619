using Microsoft.Data.Sqlite;

namespace AlertResponder.TestStack;

/// <summary>Looks into the files of a running server, without touching them: what is left to do shows nowhere else.</summary>
internal sealed class UnfinishedWork(string data)
{
    // Longer than any timer that the tests set, shorter than the windows and deadlines that stay armed.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    /// <summary>What is left to do, in words; null when nothing is and nothing will be soon.</summary>
    public async Task<string?> DescribeAsync()
    {
        var soon = (TimeProvider.System.GetUtcNow() + Soon).UtcTicks;
        if (await ListAsync(
            "reports",
            "select message_id || ' ' || coalesce(published_type, destination) || ' due ' || coalesce(available_at, 'never') "
            + "|| coalesce(' fault: ' || fault_message, '') from outbox "
            + $"where available_at is null or faulted_at is not null or available_at <= {soon}")
            is { Count: > 0 } messages)
            return $"messages: {string.Join("; ", messages)}";
        if (!File.Exists(PathOf("emitter-ghe"))) return null;
        return await ListAsync(
            "emitter-ghe",
            "select report_id || ' write ' || coalesce(write, '-') || ' due at ' || coalesce(due_at, '-') || ' ' || coalesce(failure, '') "
            + "from reports where news_at is not null or due_at is not null or lease_owner is not null")
            is { Count: > 0 } issues
            ? $"issues: {string.Join("; ", issues)}"
            : null;
    }

    private async Task<List<string>> ListAsync(string file, string query)
    {
        var source = new SqliteConnectionStringBuilder { DataSource = PathOf(file), Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        await using var connection = new SqliteConnection(source.ToString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = query;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync()) rows.Add(reader.GetString(0));
        return rows;
    }

    private string PathOf(string file) => Path.Combine(data, $"{file}.db");
}
