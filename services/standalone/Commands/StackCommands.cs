using System.CommandLine;
using AlertResponder.Persistence.EntityFrameworkCore;
using AlertResponder.ServiceDefaults;

namespace AlertResponder.Standalone.Commands;

/// <summary><c>migrate</c> and <c>topology</c>: what has to be there before the services start, each as a process of its own.</summary>
internal static class StackCommands
{
    public static Command Migrate() => Create(
        "migrate", "Brings the databases of all services up to date (ConnectionStrings__Reports, ConnectionStrings__Emitter), and ends.", ServiceHost.Migrate);

    public static Command Topology() => Create(
        "topology", "Makes the queues, topics and subscriptions of all services on SQS and SNS, and ends.", ServiceHost.Topology);

    private static Command Create(string name, string description, string argument)
    {
        var command = new Command(name, description);
        command.SetAction((_, _) => ServiceHost.RunAsync(
            [argument], StandaloneHost.DefaultUrl, StandaloneHost.AddServices, migrate: services => services.MigrateStoresAsync()));
        return command;
    }
}
