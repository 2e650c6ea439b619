using AlertResponder.TestKit;
using AlertResponder.TestKit.Postgres;

namespace AlertResponder.EndToEnd.Tests;

/// <summary><c>--migrate</c> as a task that may start before the database does, without anything of AWS.</summary>
public sealed class When_a_database_is_migrated
{
    private const string Secret = "not-to-be-shown";

    [Theory]
    [InlineData(ServicesStack.Reviewer, "reports", "Reports")]
    [InlineData(ServicesStack.Emitter, "emitter_ghe", "Emitter")]
    public async Task It_is_waited_for_with_one_line_and_nothing_of_AWS_is_needed(string service, string schema, string connection)
    {
        await using var postgres = await LocalPostgres.StartAsync(durable: false);
        var settings = Settings(connection, await postgres.CreateDatabaseAsync("alerts"));
        await postgres.StopAsync();

        await using var migrate = ServerProcess.Begin(service, ["--migrate"], settings);
        var place = $"PostgreSQL, schema {schema} of database alerts at 127.0.0.1:{postgres.Port}";
        await WaitsAsync(migrate, place);
        await postgres.RestartAsync();
        var ended = await migrate.EndAsync();

        (ended.ExitCode, ended.Errors).Should().Be((0, ""));
        ended.Output.Should().Contain($"{place}; the schema is up to date at version");
        ended.Output.Split('\n').Where(line => line.Contains("Waiting for", StringComparison.Ordinal)).Should().ContainSingle();
        ended.Output.Should().NotContain(Secret).And.NotContain("could not save").And.NotContain("out of reach");
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=9", "127.0.0.1:9")]
    [InlineData("Host=no-such-host.invalid;Port=9", "no-such-host.invalid:9")]
    public async Task It_ends_by_a_signal_while_it_waits(string host, string place)
    {
        await using var migrate = ServerProcess.Begin(ServicesStack.Reviewer, ["--migrate"], Settings("Reports", $"{host};Database=alerts"));
        await WaitsAsync(migrate, place);

        var ended = await migrate.TerminateAsync();

        (ended.ExitCode, ended.Errors).Should().Be((1, "error: --migrate was stopped before it was done: run it again"));
        ended.Output.Should().NotContain(Secret);
    }

    private static Dictionary<string, string> Settings(string connection, string database) => new()
    {
        [$"ConnectionStrings__{connection}"] = $"{database};Password={Secret}",
        ["GitHub__Token"] = "a-token",
        ["GitHub__Repository"] = "acme/alerts",
    };

    private static Task WaitsAsync(ServerProcess migrate, string place) => Patiently.UntilAsync(
        () => migrate.Output.Any(line => line.Contains("Waiting for", StringComparison.Ordinal) && line.Contains(place, StringComparison.Ordinal)),
        $"it says that it waits for {place}", seconds: 60);
}
