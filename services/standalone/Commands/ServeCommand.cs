using System.CommandLine;
using AlertResponder.ServiceDefaults;
using AlertResponder.ServiceDefaults.Access;
using Microsoft.Extensions.Hosting;

namespace AlertResponder.Standalone.Commands;

/// <summary><c>serve</c>: the whole pipeline, until it is stopped.</summary>
internal static class ServeCommand
{
    public static Command Create(StandaloneServices services)
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Where to listen, several separated by semicolons; without API keys loopback addresses only.",
            DefaultValueFactory = _ => HealthProbe.EnvironmentUrls ?? StandaloneHost.DefaultUrl,
        };
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "The folder that holds the state. Two processes cannot share one.",
            DefaultValueFactory = _ => new DirectoryInfo(StandaloneHost.DefaultData),
        };
        var command = new Command("serve", ServeHelp.Text) { urls, data };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetRequiredValue(urls), parsed.GetRequiredValue(data).FullName, services, cancellationToken));
        return command;
    }

    private static Task<int> RunAsync(
        string urls, string data, StandaloneServices services, CancellationToken cancellationToken) => StartupErrors.RunAsync(async () =>
    {
        await using var app = StandaloneHost.Create(urls, data, services);
        await app.StartGuardedAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    });
}
