using System.CommandLine;
using AlertResponder.ServiceDefaults;
using AlertResponder.ServiceDefaults.Access;

namespace AlertResponder.Standalone.Commands;

/// <summary><c>key new</c>: makes an API key.</summary>
internal static class KeyCommands
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "Who is to call with it; stands in logs and in the alerts that it sends." };
        var make = new Command("new", "Makes a key, and prints it with its hash and the settings that let a service take it.") { name };
        make.SetAction((parsed, _) => StartupErrors.RunAsync(async () =>
        {
            await Console.Out.WriteLineAsync(KeyCommand.New(parsed.GetRequiredValue(name)));
            return 0;
        }));
        return new Command("key", "API keys.") { make };
    }
}
