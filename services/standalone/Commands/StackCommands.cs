using System.CommandLine;
using AlertResponder.Database;
using AlertResponder.ServiceDefaults;

namespace AlertResponder.Standalone.Commands;

/// <summary><c>migrate</c> and <c>topology</c>: what has to be there before the services start, each as a process of its own.</summary>
internal static class StackCommands
{
    public static Command Migrate(StandaloneServices services) => Create(
        "migrate", "Brings the databases of all services up to date (ConnectionStrings__…, as each service has it), and ends.", ServiceHost.Migrate, services);

    public static Command Topology(StandaloneServices services) => Create(
        "topology", "Makes the queues, topics and subscriptions of all services on SQS and SNS, and ends.", ServiceHost.Topology, services);

    private static Command Create(string name, string description, string argument, StandaloneServices services)
    {
        var command = new Command(name, description);
        command.SetAction((_, _) => ServiceHost.RunAsync(
            [argument], StandaloneHost.DefaultUrl, services.AddTo, migrate: DatabaseMigrationExtensions.MigrateDatabasesAsync));
        return command;
    }
}
