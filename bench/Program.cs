using System.CommandLine;
using AlertResponder.Bench.Aggregation;
using AlertResponder.Bench.Bystander;
using AlertResponder.Bench.ChildProcesses;
using AlertResponder.Bench.Emitters;
using AlertResponder.Bench.Intake;
using AlertResponder.Bench.Pipeline;
using AlertResponder.Bench.Storm;
using AlertResponder.Bench.Transport;

var root = new RootCommand("Measures AlertResponder on this machine.")
{
    TransportCommand.Create(),
    IntakeCommand.Create(),
    AggregationCommand.Create(),
    StormCommand.Create(),
    PipelineCommand.Create(),
    EmittersCommand.Create(),
    BystanderCommand.Create(),
    CandidateCommand.Create(),
    ProxyCommand.Create(),
    WorkloadCommand.Create(),
    StandInsCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
