using System.Net;
using AlertResponder.TestKit.Postgres;
using AlertResponder.TestKit.SqsSns;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace AlertResponder.EndToEnd.Tests;

/// <summary>What docker-compose.yml and a deployment run once, before the services.</summary>
public sealed class When_a_stack_is_prepared
{
    private static readonly Dictionary<string, string> GitHub = new() { ["GitHub__Token"] = "a-token", ["GitHub__Repository"] = "acme/alerts" };

    [Fact]
    public async Task Topology_makes_the_queues_of_all_services_and_takes_nothing_out_of_them()
    {
        await using var aws = await LocalSqsSns.StartAsync();
        var settings = new Dictionary<string, string>(GitHub)
        {
            ["AWS_ENDPOINT_URL"] = aws.Url.ToString(),
            ["AWS_REGION"] = "eu-central-1",
            ["AWS_ACCESS_KEY_ID"] = "local",
            ["AWS_SECRET_ACCESS_KEY"] = "local",
        };

        Done(await ServerProcess.RunAsync(["topology"], settings));

        using var sqs = new AmazonSQSClient(
            new BasicAWSCredentials("local", "local"), new AmazonSQSConfig { ServiceURL = aws.Url.ToString(), AuthenticationRegion = "eu-central-1" });
        var queues = (await sqs.ListQueuesAsync(new ListQueuesRequest(), TestContext.Current.CancellationToken)).QueueUrls.Select(url => url.Split('/')[^1]);
        queues.Should().Contain(["alert-intake", "reviewer-alerts", "reviewer-alerts_error", "inspector-virustotal"])
            .And.Contain(queue => queue.StartsWith("emitter-", StringComparison.Ordinal));
        var intake = (await sqs.GetQueueUrlAsync("alert-intake", TestContext.Current.CancellationToken)).QueueUrl;
        await sqs.SendMessageAsync(intake, Samples.Read(Samples.GuardDuty), TestContext.Current.CancellationToken);

        Done(await ServerProcess.RunAsync(["topology"], settings)); // again, as at each release

        var waiting = await sqs.GetQueueAttributesAsync(intake, ["ApproximateNumberOfMessages"], TestContext.Current.CancellationToken);
        waiting.ApproximateNumberOfMessages.Should().Be(1);
    }

    [Fact]
    public async Task Migrate_brings_the_databases_of_all_services_up_to_date()
    {
        await using var postgres = await LocalPostgres.StartAsync(durable: false);
        var settings = new Dictionary<string, string>(GitHub)
        {
            ["ConnectionStrings__Reports"] = await postgres.CreateDatabaseAsync("reports"),
            ["ConnectionStrings__Emitter"] = await postgres.CreateDatabaseAsync("emitter"),
            ["AWS_REGION"] = "eu-central-1",
        };

        var first = await ServerProcess.RunAsync(["migrate"], settings);
        var again = await ServerProcess.RunAsync(["migrate"], settings);

        Done(first);
        first.Output.Should().Contain("Database reports applied its migrations").And.Contain("Database emitter-ghe applied its migrations");
        Done(again);
        again.Output.Should().NotContain("applied its migrations");
    }

    [Fact]
    public async Task Health_tells_by_its_exit_code_whether_the_service_beside_it_is_ready()
    {
        await using var stack = await StandaloneStack.StartAsync();
        var ready = await ServerProcess.RunAsync(["--health"], new Dictionary<string, string> { ["ASPNETCORE_URLS"] = stack.Server.Address.ToString() });
        var nobody = await ServerProcess.RunAsync(["--health"], new Dictionary<string, string> { ["ASPNETCORE_URLS"] = "http://+:9" });

        Done(ready);
        nobody.ExitCode.Should().Be(1);
        nobody.Errors.Should().StartWith("not ready: ");
    }

    [Fact]
    public async Task Health_live_is_answered_by_a_service_that_is_not_ready()
    {
        await using var stack = await ServicesStack.StartAsync(ServicesStack.Receptor);
        var settings = new Dictionary<string, string> { ["ASPNETCORE_URLS"] = stack.AddressOf(ServicesStack.Receptor).ToString() };
        await stack.Aws.KillAsync();
        await stack.UntilAsync(async () => await stack.ReadyAsync(ServicesStack.Receptor) == HttpStatusCode.ServiceUnavailable, "the receptor is not ready");

        foreach (var program in (string[])[ServicesStack.Receptor, ServerProcess.Standalone])
        {
            Done(await ServerProcess.RunAsync(["--health", "live"], settings, program: program));
            var ready = await ServerProcess.RunAsync(["--health"], settings, program: program);
            (ready.ExitCode, ready.Errors).Should().Be((1, $"not ready: {settings["ASPNETCORE_URLS"]}health/ready answers 503"));
        }

        await stack.KillAsync(ServicesStack.Receptor);
        var nobody = await ServerProcess.RunAsync(["--health", "live"], settings, program: ServicesStack.Receptor);
        nobody.ExitCode.Should().Be(1);
        nobody.Errors.Should().StartWith("not live: ");
    }

    [Theory]
    [InlineData("--health", "alive")]
    [InlineData("--health", "live", "ready")]
    [InlineData("--health", "serve")]
    public async Task Health_is_asked_for_in_no_other_words(params string[] arguments)
    {
        foreach (var program in (string[])[ServicesStack.Receptor, ServerProcess.Standalone])
        {
            var refused = await ServerProcess.RunAsync(arguments, program: program);
            (refused.ExitCode, refused.Output).Should().Be((1, ""));
            refused.Errors.Should().Be("error: --health stands alone (is the service ready?) or as --health live (does it answer?)");
        }
    }

    [Fact]
    public async Task Key_is_made_and_taken()
    {
        var made = await ServerProcess.RunAsync(["key", "new", "soar"]);
        var lines = made.Output.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var (key, hash) = (lines[0][1], lines[1][1]);

        await using var stack = await StandaloneStack.StartAsync(stack =>
        {
            stack.Settings["Access__ApiKeys__0__Name"] = "soar";
            stack.Settings["Access__ApiKeys__0__Sha256"] = hash;
            stack.Settings["Access__ApiKeys__0__Scopes"] = "alerts";
        });
        using var http = new HttpClient { BaseAddress = stack.Server.Address };
        async Task<HttpStatusCode> SendAsync() =>
            (await http.PostAsync("/alerts", new StringContent(Samples.Read(Samples.GuardDuty), null, "application/json"), TestContext.Current.CancellationToken)).StatusCode;

        (await SendAsync()).Should().Be(HttpStatusCode.Unauthorized);
        http.DefaultRequestHeaders.Add("X-Api-Key", key);
        (await SendAsync()).Should().Be(HttpStatusCode.Accepted);
    }

    private static void Done(Ended ended) => ended.ExitCode.Should().Be(0, "{0}\n{1}", ended.Output, ended.Errors);
}
