using System.Net;

namespace AlertResponder.EndToEnd.Tests;

/// <summary>What an operator types, and what the program says to it.</summary>
public sealed class When_a_command_is_given : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("alertresponder-test-");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _data.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Help_names_the_commands_and_the_settings()
    {
        var all = await ServerProcess.RunAsync(["--help"]);
        all.ExitCode.Should().Be(0);
        all.Output.Should().Contain("serve").And.Contain("send <FILE>").And.Contain("migrate").And.Contain("topology").And.NotContain("demo");

        var serve = await ServerProcess.RunAsync(["serve", "--help"]);
        serve.ExitCode.Should().Be(0);
        foreach (var setting in new[]
                 {
                     "VirusTotal__ApiKey", "VirusTotal__BaseUrl", "GitHub__Token", "GitHub__Repository", "GitHub__BaseUrl", "Reports__InspectionDelay",
                     "Reports__ReviewDelay", "Policy", "--urls", "--data", "[default: http://127.0.0.1:8080]",
                 })
            serve.Output.Should().Contain(setting);
    }

    [Theory]
    [InlineData("ConnectionStrings__Reports")]
    [InlineData("ConnectionStrings__Emitter")]
    public async Task Serve_refuses_a_database_that_it_would_not_use(string setting)
    {
        var settings = new Dictionary<string, string>
        {
            [setting] = "Host=db;Database=x;Password=unheard-of",
            ["GitHub__Token"] = "a-token",
            ["GitHub__Repository"] = "acme/alerts",
        };

        var ended = await ServerProcess.RunAsync(["serve", "--urls", "http://127.0.0.1:0", "--data", _data.FullName], settings);

        ended.ExitCode.Should().Be(1);
        ended.Errors.Should().StartWith($"error: {setting} is set: this process keeps its state in SQLite").And.NotContain("unheard-of");
    }

    [Fact]
    public async Task Send_posts_a_file_or_the_standard_input_and_prints_where_the_report_is()
    {
        await using var stack = await StandaloneStack.StartAsync();
        var server = stack.Server.Address.ToString();

        var file = await ServerProcess.RunAsync(["send", Samples.PathOf(Samples.GuardDuty), "--server", server]);
        var input = await ServerProcess.RunAsync(["send", "-", "--server", server, "--format", "guardduty"], input: Samples.Repeat());

        foreach (var ended in new[] { file, input })
        {
            (ended.ExitCode, ended.Errors).Should().Be((0, ""));
            ended.Output.Should().StartWith($"{server}reports/by-alert/");
        }

        input.Output.Should().Be(file.Output, "it is a repeat");
        await stack.ReportAsync(file.Output.Split('/')[^1], report => report.AlertCount == 2, "has both");
    }

    [Fact]
    public async Task Send_tells_what_was_refused()
    {
        await using var stack = await StandaloneStack.StartAsync();
        var document = Samples.Json(new object[] { Samples.Alert("alice"), new { rule = "no name" } });

        var some = await ServerProcess.RunAsync(["send", "-", "--server", stack.Server.Address.ToString()], input: document);
        some.ExitCode.Should().Be(1, "not all of it was taken");
        some.Output.Should().Contain("/reports/by-alert/");
        some.Errors.Should().StartWith("error: not accepted:").And.Contain("\"index\":1").And.Contain("name");

        var none = await ServerProcess.RunAsync(["send", "-", "--server", stack.Server.Address.ToString()], input: "{\"rule\": 7}");
        none.ExitCode.Should().Be(1);
        none.Output.Should().BeEmpty();
        none.Errors.Should().StartWith("error: the server answered 400:").And.Contain("must be a string");
    }

    [Theory]
    [InlineData("no-such-file.json", "http://127.0.0.1:9", "error: no-such-file.json cannot be read:")]
    [InlineData("-", "http://127.0.0.1:9", "error: no answer from http://127.0.0.1:9/:")]
    [InlineData("-", "nowhere", "error: 'nowhere' is no address of a server")]
    public async Task Send_that_cannot_be_done_says_why(string file, string server, string error)
    {
        var ended = await ServerProcess.RunAsync(["send", file, "--server", server], input: "{}");

        Told(ended, error);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://*:0")]
    [InlineData("http://+:0")]
    [InlineData("http://192.168.0.1:0")]
    [InlineData("http://example.org:8080")]
    [InlineData("http://127.0.0.1:0;http://0.0.0.0:0")]
    public async Task Serve_listens_on_this_machine_only(string urls) =>
        Told(await ServeAsync(urls), "not a loopback address|not an address to listen on");

    [Fact]
    public async Task Serve_tells_all_wrong_settings_at_once()
    {
        var ended = await ServeAsync("http://127.0.0.1:0", new Dictionary<string, string>
        {
            ["VirusTotal__BaseUrl"] = "ftp://virustotal.example",
            ["GitHub__Token"] = "a-secret-token",
            ["GitHub__Repository"] = "no-owner",
            ["GitHub__LookAfter"] = "soon",
            ["Reports__InspectionDelay"] = "10",
            ["Reports__ReviewDelay"] = "5",
            ["Policy"] = "Http",
        });

        Told(ended, "VirusTotal__BaseUrl is 'ftp://virustotal.example'");
        ended.Errors.Should().ContainAll(
            "GitHub__Repository is 'no-owner'", "GitHub__LookAfter is 'soon'", "Reports__ReviewDelay is 00:00:05", "Policy__Url is ''");
        ended.Errors.Should().NotContain("a-secret-token");
    }

    [Theory]
    [InlineData("Reports__ReviewDelay", "later", "later.*write hh:mm:ss or a number of seconds")]
    [InlineData("Policy", "Perhaps", "Policy is 'Perhaps': None, Evidence and Http are allowed")]
    [InlineData("GitHub__BaseUrl", "http://github.example/api/v3/", "GitHub__BaseUrl is .*https, or http to a loopback address")]
    public async Task Serve_tells_what_is_allowed_instead(string setting, string value, string error) =>
        Told(await ServeAsync("http://127.0.0.1:0", new Dictionary<string, string>
        {
            [setting] = value,
            ["GitHub__Token"] = "a-secret-token",
            ["GitHub__Repository"] = "acme/alerts",
        }), error);

    [Fact]
    public async Task A_second_server_gets_neither_the_folder_nor_the_port_of_the_first()
    {
        await using var stack = await StandaloneStack.StartAsync();

        Told(await ServerProcess.RunAsync(["serve", "--urls", "http://127.0.0.1:0", "--data", stack.Data]), "error: Data is '.*': database 'reports' cannot be taken, because another process has it");
        Told(await ServeAsync(stack.Server.Address.ToString()), "address already in use.*--urls");
    }

    [Fact]
    public async Task A_request_under_a_foreign_name_is_refused()
    {
        await using var stack = await StandaloneStack.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/reports");
        request.Headers.Host = "rebound.example";

        using var response = await stack.Http.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
    }

    private Task<Ended> ServeAsync(string urls, Dictionary<string, string>? settings = null) =>
        ServerProcess.RunAsync(["serve", "--urls", urls, "--data", _data.FullName], settings);

    private static void Told(Ended ended, string pattern)
    {
        ended.ExitCode.Should().Be(1, ended.Output + ended.Errors);
        ended.Errors.Should().MatchRegex(pattern);
        ended.Errors.Split('\n').Should().AllSatisfy(line => line.Should().StartWith("error: "), "it is told in lines for people, not as a stack trace");
    }
}
