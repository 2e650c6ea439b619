using System.Text.Json;

namespace AlertResponder.EndToEnd.Tests;

/// <summary>The log as the images write it.</summary>
public sealed class When_a_machine_reads_the_log
{
    [Fact]
    public async Task Every_line_is_an_object_with_its_fields_also_when_the_start_fails()
    {
        await using var stack = await ServicesStack.StartAsync();
        stack.Settings["Logging__Console__FormatterName"] = "json";
        await stack.StartAsync(ServicesStack.Reviewer);
        var lines = Parse(stack.Output(ServicesStack.Reviewer));

        var ready = lines.Should().ContainSingle(line => line.GetProperty("EventId").GetInt32() == 1801).Subject;
        ready.GetProperty("Timestamp").GetString().Should().EndWith("+00:00");
        ready.GetProperty("Timestamp").GetDateTimeOffset().Should().BeCloseTo(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(5));
        ready.GetProperty("LogLevel").GetString().Should().Be("Information");
        ready.GetProperty("Category").GetString().Should().StartWith("AlertResponder.Database.");
        ready.GetProperty("Message").GetString().Should().StartWith("Database reports: SQLite, ");
        ready.GetProperty("State").GetProperty("Database").GetString().Should().Be("reports");

        var taken = stack.AddressOf(ServicesStack.Reviewer).ToString();
        var data = Directory.CreateTempSubdirectory("alertresponder-test-");
        var refused = await ServerProcess.RunAsync(["--urls", taken, "--Data", data.FullName], stack.Settings, program: ServicesStack.Reviewer);
        data.Delete(recursive: true);

        refused.ExitCode.Should().Be(1);
        refused.Errors.Should().StartWith("error: Failed to bind to address").And.NotContain("\n");
        Parse(refused.Output.Split('\n')).Should().Contain(line => line.EnumerateObject().Any(field => field.Name == "Exception"), "a stack trace is on the line of its event");
    }

    [Fact]
    public async Task The_one_process_host_writes_it_too()
    {
        await using var stack = await StandaloneStack.StartAsync(stack => stack.Settings["Logging__Console__FormatterName"] = "json");

        Parse(stack.Server.Output).Should().Contain(line => line.GetProperty("EventId").GetInt32() == 1801);
    }

    [Fact]
    public async Task Text_for_people_is_a_line_an_event_as_well()
    {
        await using var stack = await StandaloneStack.StartAsync();

        stack.Server.Output.Should().NotBeEmpty().And.AllSatisfy(line => line.Should().MatchRegex("^(dbug|info|warn|fail|crit): "));
    }

    private static List<JsonElement> Parse(IEnumerable<string> lines)
    {
        var objects = lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        objects.Should().NotBeEmpty().And.OnlyContain(line => line.ValueKind == JsonValueKind.Object);
        return objects;
    }
}
