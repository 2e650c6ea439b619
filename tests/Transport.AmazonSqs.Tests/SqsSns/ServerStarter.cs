using AlertResponder.TestKit.SqsSns;

namespace AlertResponder.Transport.AmazonSqs.Tests.SqsSns;

/// <summary>A process that starts a server, tells where, and waits to be killed.</summary>
internal static class ServerStarter
{
    public const string Variable = "SQS_SNS_SERVER_STARTER";

    public static async Task<int> RunAsync()
    {
        await using var server = await LocalSqsSns.StartAsync();
        await Console.Out.WriteLineAsync($"{server.Url}");
        await Task.Delay(Timeout.InfiniteTimeSpan);
        return 0;
    }
}
