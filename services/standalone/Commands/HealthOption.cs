using System.CommandLine;
using System.CommandLine.Help;
using AlertResponder.ServiceDefaults;

namespace AlertResponder.Standalone.Commands;

/// <summary><c>--health</c>, as every service has it: an image asks for its health by it, whichever service it holds.</summary>
internal static class HealthOption
{
    public static void AddTo(RootCommand root)
    {
        var health = new Option<bool>(HealthProbe.Argument)
        {
            Description = "Asks the process on the address that ASPNETCORE_URLS names whether it is ready: exit code 0 when it is.",
        };
        root.Add(health);
        root.SetAction((parsed, _) =>
        {
            if (parsed.GetValue(health)) return HealthProbe.RunAsync(HealthProbe.EnvironmentUrls ?? StandaloneHost.DefaultUrl);
            new HelpAction().Invoke(parsed);
            return Task.FromResult(1);
        });
    }
}
