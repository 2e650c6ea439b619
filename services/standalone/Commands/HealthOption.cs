using System.CommandLine;
using System.CommandLine.Help;
using AlertResponder.ServiceDefaults;

namespace AlertResponder.Standalone.Commands;

/// <summary><c>--health</c> and <c>--health live</c>, as every service has them: a container is asked for its health by them, whichever service it holds.</summary>
internal static class HealthOption
{
    public static void AddTo(RootCommand root)
    {
        // For the help; the argument is read before the others are parsed.
        root.Add(new Option<string>(HealthProbe.Argument)
        {
            Description = "Asks the process on the address that ASPNETCORE_URLS names whether it is ready, or with live whether it answers: exit code 0 when it is.",
            HelpName = HealthProbe.Live,
            Arity = ArgumentArity.ZeroOrOne,
        });
        root.SetAction((parsed, _) =>
        {
            new HelpAction().Invoke(parsed);
            return Task.FromResult(1);
        });
    }
}
