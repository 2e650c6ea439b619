using AlertResponder.Emitter.GitHub;
using AlertResponder.Emitter.PagerDuty;
using AlertResponder.Emitter.Slack;
using AlertResponder.Emitter.Webhook;
using AlertResponder.Inspector.VirusTotal;
using AlertResponder.Receptor;
using AlertResponder.Reviewer;
using AlertResponder.ServiceDefaults;
using AlertResponder.Standalone;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AlertResponder.EndToEnd.Tests.Filters;

/// <summary>
/// In which order a message passes the filters of each endpoint, as the bus itself tells it: the redelivery outside of the outbox, for what is tried again
/// must have a transaction of its own. A change of the approved order is a decision: read the difference, then copy <c>NAME.actual.txt</c>, which
/// a failure leaves beside the test's assembly, over <c>NAME.txt</c>.
/// </summary>
public sealed class FilterOrderTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("alertresponder-test-");

    private static readonly Dictionary<string, Action<IBusRegistrationConfigurator, IConfiguration>> Services = new()
    {
        ["receptor"] = (bus, configuration) => bus.AddReceptor(configuration),
        ["reviewer"] = (bus, configuration) => bus.AddReviewer(configuration),
        ["inspector-virustotal"] = (bus, configuration) => bus.AddVirusTotalInspector(configuration),
        ["emitter-ghe"] = (bus, configuration) => bus.AddGitHubEmitter(configuration),
        ["emitter-pagerduty"] = (bus, configuration) => bus.AddPagerDutyEmitter(configuration),
        ["emitter-slack"] = (bus, configuration) => bus.AddSlackEmitter(configuration),
        ["emitter-webhook"] = (bus, configuration) => bus.AddWebhookEmitter(configuration),
    };

    public static TheoryData<string> Names => [.. Services.Keys];

    public void Dispose() => _data.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_filters_of_a_service_on_SQS_stand_in_the_approved_order(string service)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(Settings());
        builder.AddServiceDefaults();
        builder.AddServiceBus(bus => Services[service](bus, builder.Configuration));
        using var host = builder.Build();

        await ShouldBeApprovedAsync(service, host.Services);
    }

    [Fact]
    public async Task The_filters_of_all_services_in_one_process_stand_in_the_approved_order()
    {
        await using var app = StandaloneApp.Create("http://127.0.0.1:0", _data.FullName, Settings());

        await ShouldBeApprovedAsync("standalone", app.Services);
    }

    private Dictionary<string, string?> Settings() => new()
    {
        ["AmazonSqs:Region"] = "eu-central-1",
        ["GitHub:Token"] = "a-token",
        ["GitHub:Repository"] = "acme/alerts",
        ["PagerDuty:RoutingKey"] = "0123456789abcdef0123456789abcdef",
        ["Slack:Token"] = "a-token",
        ["Slack:Channel"] = "C0ALERTS",
        ["Webhook:Targets:soc:Url"] = "https://soc.example",
        ["Webhook:Targets:soc:Secret"] = $"whsec_{Convert.ToBase64String(new byte[24])}",
        ["Webhook:Targets:quarantine:Url"] = "https://quarantine.example",
        ["Webhook:Targets:quarantine:Secret"] = $"whsec_{Convert.ToBase64String(new byte[24])}",
        ["VirusTotal:ApiKey"] = "a-key",
        ["Data"] = _data.FullName,
    };

    private static async Task ShouldBeApprovedAsync(string name, IServiceProvider services)
    {
        var actual = FilterOrder.Of(services.GetRequiredService<IBusControl>(), TestContext.Current.CancellationToken);
        var approved = await File.ReadAllTextAsync(Repository.File($"tests/EndToEnd.Tests/Filters/{name}.txt"), TestContext.Current.CancellationToken);

        var file = Path.Combine(AppContext.BaseDirectory, $"{name}.actual.txt");
        if (actual == approved) File.Delete(file);
        else await File.WriteAllTextAsync(file, actual, TestContext.Current.CancellationToken);
        actual.Should().Be(approved, "the order was approved as it is; the actual one stands in {0}", file);
    }
}
