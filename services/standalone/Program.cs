using System.CommandLine;
using AlertResponder.Standalone.Commands;

var root = new RootCommand("AlertResponder in one process: takes in security alerts, has them investigated and judged, and writes issues.")
{
    ServeCommand.Create(),
    DemoCommand.Create(),
    SendCommand.Create(),
    StackCommands.Migrate(),
    StackCommands.Topology(),
    KeyCommands.Create(),
};
HealthOption.AddTo(root);
return await root.Parse(args).InvokeAsync();
