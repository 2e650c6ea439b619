using AlertResponder.TestKit;

namespace AlertResponder.Receptor.Tests;

internal static class Samples
{
    public static string Root => Repository.Root;

    public static string AlertResponder => Read("alertresponder.json");

    public static string DeepAlert => Read("deepalert.json");

    public static string GuardDuty => Read("guardduty-finding.json");

    private static string Read(string file) => File.ReadAllText(Path.Combine(Root, "samples", file));
}
