using AlertResponder.Transport.AmazonSqs.Tests.Sns;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using Amazon.Runtime;
using Amazon.SimpleNotificationService;
using Amazon.SQS;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Transport.AmazonSqs.Tests.Bus;

/// <summary>Alone: the variables are those of the whole process.</summary>
[Collection(nameof(When_settings_come_from_the_environment))]
public sealed class When_the_host_comes_from_configuration : IDisposable
{
    private readonly Dictionary<string, string?> _before = [];
    private readonly Heard<Configured> _heard = new();
    private readonly string _scope = $"t{Guid.NewGuid():N}"[..10];

    public When_the_host_comes_from_configuration(SharedServer server)
    {
        Set("AWS_ENDPOINT_URL", $"{server.Url}");
        Set("AWS_REGION", "eu-north-1");
        Set("AWS_ACCESS_KEY_ID", Clients.AccessKey);
        Set("AWS_SECRET_ACCESS_KEY", Clients.SecretKey);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (var (name, value) in _before) Environment.SetEnvironmentVariable(name, value);
        FallbackRegionFactory.Reset();
    }

    [Fact]
    public async Task Endpoint_and_region_of_the_environment_hold_when_nothing_else_is_set() =>
        (await ConsumeAsync(_ => { }, _ => { })).Should().StartWith($"amazonsqs://eu-north-1/{_scope}/");

    [Fact]
    public async Task Region_set_in_code_goes_to_the_endpoint_of_the_environment_too() =>
        (await ConsumeAsync(_ => { }, transport => transport.Host("eu-central-1"))).Should().StartWith($"amazonsqs://eu-central-1/{_scope}/");

    [Fact]
    public async Task Clients_set_up_in_code_without_an_endpoint_go_to_that_of_the_environment_too() =>
        (await ConsumeAsync(_ => { }, transport => transport.Host("eu-central-1", host =>
        {
            host.Config(new AmazonSQSConfig { MaxErrorRetry = 1 });
            host.Config(new AmazonSimpleNotificationServiceConfig { MaxErrorRetry = 1 });
        }))).Should().StartWith("amazonsqs://eu-central-1/");

    [Fact]
    public async Task Options_come_from_configuration()
    {
        var address = await ConsumeAsync(
            settings =>
            {
                settings["Region"] = "eu-west-1";
                settings["AccessKey"] = "key";
                settings["SecretKey"] = "secret";
            },
            _ => { });

        address.Should().StartWith($"amazonsqs://eu-west-1/{_scope}/");
    }

    [Fact]
    public async Task Code_comes_before_configuration() =>
        (await ConsumeAsync(settings => settings["Region"] = "eu-west-1", transport => transport.Host("us-east-1")))
            .Should().StartWith($"amazonsqs://us-east-1/{_scope}/");

    [Fact]
    public async Task Configuration_that_creates_nothing_creates_nothing()
    {
        await using var services = Services(settings => settings["CreateTopology"] = "false", _ => { });

        var publishing = () => services.GetRequiredService<IBus>().Publish(new Configured(1), Cancelled);

        (await publishing.Should().ThrowAsync<AmazonSqsTransportException>()).WithMessage("*AccountId*");
    }

    [Fact]
    public async Task Missing_region_is_told_with_what_to_do()
    {
        Set("AWS_REGION", null);
        FallbackRegionFactory.Reset();
        await using var services = Services(_ => { }, _ => { });

        FluentActions.Invoking(() => services.GetRequiredService<IBusControl>()).Should().Throw<ConfigurationException>()
            .WithMessage("*No AWS region is set: set AWS_REGION*");
    }

    /// <summary>Returns the address that the bus received at.</summary>
    private async Task<string> ConsumeAsync(Action<Dictionary<string, string?>> configure, Action<IAmazonSqsBusFactoryConfigurator> host)
    {
        await using var services = Services(configure, host);
        var bus = services.GetRequiredService<IBusControl>();
        await bus.StartAsync(TimeSpan.FromSeconds(20));
        await bus.Publish(new Configured(1), Cancelled);
        var heard = await _heard.OneAsync();
        await bus.StopAsync(Cancelled);
        return heard.ReceiveContext.InputAddress.ToString();
    }

    private ServiceProvider Services(Action<Dictionary<string, string?>> configure, Action<IAmazonSqsBusFactoryConfigurator> host)
    {
        FallbackRegionFactory.Reset();
        var settings = new Dictionary<string, string?> { ["Scope"] = _scope };
        configure(settings);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(new TestLog()));
        services.AddOptions<AmazonSqsTransportOptions>().Bind(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingAmazonSqs((_, transport) =>
            {
                host(transport);
                transport.Endpoint("configured", endpoint => endpoint.Handler<Configured>(_heard.HearAsync));
            });
        });
        return services.BuildServiceProvider();
    }

    private void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }

    public sealed record Configured(int Number);
}
