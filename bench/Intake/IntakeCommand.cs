using System.CommandLine;
namespace AlertResponder.Bench.Intake;

internal static class IntakeCommand { public static Command Create() => new("intake"); }
