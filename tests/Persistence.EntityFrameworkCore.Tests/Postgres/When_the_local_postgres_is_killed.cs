using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using AlertResponder.TestKit;
using AlertResponder.TestKit.Postgres;
using Npgsql;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Postgres;

public sealed class When_the_local_postgres_is_killed
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_comes_back_on_its_port_with_all_that_was_committed(bool durable)
    {
        await using var server = await LocalPostgres.StartAsync(durable);
        var database = await server.CreateDatabaseAsync();
        await ExecuteAsync(database, "CREATE TABLE kept (id int)");
        await ExecuteAsync(database, "INSERT INTO kept VALUES (1)");

        await server.KillAsync();
        await server.RestartAsync();

        (await ExecuteAsync(database, "SELECT count(*) FROM kept")).Should().Be(1L);
        (await ExecuteAsync(database, "SHOW fsync")).Should().Be(durable ? "on" : "off");
    }

    [Fact]
    public async Task Nobody_answers_until_it_is_started_again()
    {
        await using var server = await LocalPostgres.StartAsync(durable: false);
        var database = await server.CreateDatabaseAsync();

        await server.KillAsync();
        await FluentActions.Awaiting(() => ExecuteAsync(database, "SELECT 1")).Should().ThrowAsync<NpgsqlException>();

        await server.RestartAsync();
        await server.StopAsync();
        await FluentActions.Awaiting(() => ExecuteAsync(database, "SELECT 1")).Should().ThrowAsync<NpgsqlException>();

        await server.RestartAsync();
        (await ExecuteAsync(database, "SELECT 1")).Should().Be(1);
    }

    [Fact]
    public async Task It_is_gone_with_the_process_that_started_it()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, Environment = { [PostgresStarter.Variable] = "yes" } };
        using var starter = Process.Start(start)!;
        var told = (await starter.StandardOutput.ReadLineAsync(Cancelled))!.Split(' ');
        var (port, processId) = (int.Parse(told[0], CultureInfo.InvariantCulture), int.Parse(told[1], CultureInfo.InvariantCulture));
        Listeners(port).Should().ContainSingle("the server runs");
        Runs(processId).Should().BeTrue();

        starter.Kill();

        await Patiently.UntilAsync(() => !Runs(processId) && Listeners(port).Count == 0, "the server ends");
    }

    [Fact]
    public async Task Only_this_machine_could_ever_reach_it()
    {
        var server = await LocalPostgres.SharedAsync();

        Listeners(server.Port).Should().ContainSingle().Which.Should().Be(IPAddress.Loopback);
    }

    private static List<IPAddress> Listeners(int port) =>
        [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(listener => listener.Port == port).Select(listener => listener.Address)];

    private static bool Runs(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static async Task<object?> ExecuteAsync(string database, string sql)
    {
        // A connection of a pool would tell of the server that it was opened to.
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancelled);
    }
}
