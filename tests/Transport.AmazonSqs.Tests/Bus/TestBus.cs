using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using Amazon.Runtime;
using Amazon.SimpleNotificationService;
using Amazon.SQS;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Transport.AmazonSqs.Tests.Bus;

/// <summary>A bus on the server of a test, within a scope of its own: what one test sends no other hears.</summary>
internal sealed class TestBus : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private TestBus(ServiceProvider services, string scope)
    {
        _services = services;
        Scope = scope;
    }

    /// <summary>Prefix of the queues and topics.</summary>
    public string Scope { get; }

    public IServiceProvider Services => _services;

    public IBusControl Bus => _services.GetRequiredService<IBusControl>();

    /// <summary>Starts a bus.</summary>
    /// <param name="url">The server.</param>
    /// <param name="register">Registers consumers.</param>
    /// <param name="configure">Configures the bus; without, endpoints are those of the registered consumers.</param>
    /// <param name="host">Configures the host.</param>
    /// <param name="scope">Scope of another bus that this one shall meet.</param>
    public static async Task<TestBus> StartAsync(
        Uri url,
        Action<IBusRegistrationConfigurator>? register = null,
        Action<IBusRegistrationContext, IAmazonSqsBusFactoryConfigurator>? configure = null,
        Action<HostSettings>? host = null,
        string? scope = null)
    {
        var bus = Create(url, register, configure, host, scope);
        try
        {
            await bus.Bus.StartAsync(TestContext.Current.CancellationToken);
            return bus;
        }
        catch
        {
            await bus._services.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a bus without starting it.</summary>
    public static TestBus Create(
        Uri url,
        Action<IBusRegistrationConfigurator>? register = null,
        Action<IBusRegistrationContext, IAmazonSqsBusFactoryConfigurator>? configure = null,
        Action<HostSettings>? host = null,
        string? scope = null)
    {
        scope ??= $"t{Guid.NewGuid():N}"[..10];
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(new TestLog()));
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.SetKebabCaseEndpointNameFormatter();
            register?.Invoke(bus);
            bus.UsingAmazonSqs((context, transport) =>
            {
                transport.Host(Clients.Region, settings =>
                {
                    settings.Scope(scope, scopeTopics: true);
                    settings.Credentials(new BasicAWSCredentials(Clients.AccessKey, Clients.SecretKey));
                    settings.Config(new AmazonSQSConfig { ServiceURL = $"{url}" });
                    settings.Config(new AmazonSimpleNotificationServiceConfig { ServiceURL = $"{url}" });
                    host?.Invoke(settings);
                });
                transport.WaitTimeSeconds = 1;
                if (configure is not null) configure(context, transport);
                else transport.ConfigureEndpoints(context);
            });
            bus.AddConfigureEndpointsCallback((_, endpoint) =>
            {
                if (endpoint is IAmazonSqsReceiveEndpointConfigurator queue) queue.WaitTimeSeconds = 1;
            });
        });
        return new TestBus(services.BuildServiceProvider(), scope);
    }

    /// <summary>Name of a queue or topic as AWS has it.</summary>
    public string Name(string name) => $"{Scope}_{name}";

    public async ValueTask DisposeAsync()
    {
        await Bus.StopAsync(TimeSpan.FromSeconds(30));
        await _services.DisposeAsync();
    }
}
