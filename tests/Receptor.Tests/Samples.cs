using System.Runtime.CompilerServices;

namespace AlertResponder.Receptor.Tests;

internal static class Samples
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(ThisFolder(), "..", ".."));

    public static string AlertResponder => Read("alertresponder.json");

    public static string DeepAlert => Read("deepalert.json");

    public static string GuardDuty => Read("guardduty-finding.json");

    private static string Read(string file) => File.ReadAllText(Path.Combine(Root, "samples", file));

    private static string ThisFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
