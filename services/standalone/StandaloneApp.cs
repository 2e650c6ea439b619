using System.CommandLine;
using AlertResponder.ServiceDefaults;
using AlertResponder.Standalone.Commands;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace AlertResponder.Standalone;

/// <summary>
/// All of AlertResponder in one process, and the door for a host of one's own: a program that references this project and calls
/// <see cref="RunAsync"/> is the same program with what it adds.
/// </summary>
public static class StandaloneApp
{
    /// <summary>Runs the command that the arguments name: <c>serve</c>, <c>send</c>, <c>migrate</c>, <c>topology</c>, <c>key</c>.</summary>
    /// <param name="args">The arguments of the process.</param>
    /// <param name="addServices">
    /// Adds inspectors, emitters or a policy to those that are built in, by the same registration methods that a service of its own calls, e.g.
    /// <c>bus.AddInspector&lt;MyInspector&gt;("mine", "ipaddr")</c>. They take part in <c>serve</c>, <c>migrate</c> and <c>topology</c>.
    /// </param>
    /// <param name="commands">Further commands.</param>
    /// <returns>The exit code: 0 when it is done, 1 when something has to be put right, which is said on the standard error.</returns>
    public static Task<int> RunAsync(
        string[] args, Action<IBusRegistrationConfigurator, IConfiguration>? addServices = null, IEnumerable<Command>? commands = null)
    {
        ArgumentNullException.ThrowIfNull(args);

        // Runs every few seconds, so nothing is built for it.
        if (args is [HealthProbe.Argument, ..]) return StartupErrors.RunAsync(() => HealthProbe.RunAsync(args, StandaloneHost.DefaultUrl));

        var services = new StandaloneServices(addServices);
        var root = new RootCommand("AlertResponder in one process: takes in security alerts, has them investigated and judged, and writes issues.")
        {
            ServeCommand.Create(services),
            SendCommand.Create(),
            StackCommands.Migrate(services),
            StackCommands.Topology(services),
            KeyCommands.Create(),
        };
        foreach (var command in commands ?? []) root.Add(command);
        HealthOption.AddTo(root);
        return root.Parse(args).InvokeAsync();
    }

    /// <summary>
    /// Builds what <c>serve</c> runs, for a demo or a test: it reads no environment variable, and logs nothing.
    /// </summary>
    /// <param name="urls">Where to listen, several separated by semicolons.</param>
    /// <param name="data">The folder that holds the state.</param>
    /// <param name="settings">The settings, e.g. <c>Reports:ReviewDelay</c>.</param>
    /// <param name="addServices">See <see cref="RunAsync"/>.</param>
    /// <returns>The application, not started.</returns>
    public static WebApplication Create(
        string urls, string data, IReadOnlyDictionary<string, string?> settings, Action<IBusRegistrationConfigurator, IConfiguration>? addServices = null)
    {
        ArgumentNullException.ThrowIfNull(settings);

        return StandaloneHost.Create(urls, data, new StandaloneServices(addServices), settings);
    }
}
