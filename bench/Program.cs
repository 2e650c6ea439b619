using System.CommandLine;
using AlertResponder.Bench.Contenders;
using AlertResponder.Bench.Conversation;
using AlertResponder.Bench.Intake;
using AlertResponder.Bench.Transport;

var root = new RootCommand("Measures AlertResponder on this machine.")
{
    TransportCommand.Create(),
    IntakeCommand.Create(),
    ContenderCommand.Create(),
    ProxyCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
