using AlertResponder.TestKit.Postgres;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Postgres;

/// <summary>A process that starts a server, tells its port and process id, and waits to be killed.</summary>
internal static class PostgresStarter
{
    public const string Variable = "POSTGRES_STARTER";

    public static async Task<int> RunAsync()
    {
        var server = await LocalPostgres.SharedAsync();
        await Console.Out.WriteLineAsync($"{server.Port} {server.ProcessId}");
        await Task.Delay(Timeout.InfiniteTimeSpan);
        return 0;
    }
}
