using System.Net;
using AlertResponder.FakeServices.GitHub;
using AlertResponder.FakeServices.PagerDuty;
using AlertResponder.FakeServices.Slack;
using AlertResponder.FakeServices.VirusTotal;
using AlertResponder.FakeServices.Webhook;
using Microsoft.AspNetCore.Builder;

namespace AlertResponder.FakeServices;

/// <summary>The stand-ins in a process of their own, reachable from other machines. They are for trying things, and guarded by nothing.</summary>
internal static class FakeServicesHost
{
    private const int GitHubPort = 8081;
    private const int VirusTotalPort = 8082;
    private const int PagerDutyPort = 8083;
    private const int SlackPort = 8084;
    private const int WebhookPort = 8085;

    /// <summary>Runs until it is stopped.</summary>
    /// <param name="urls">Where the pages of the issues, the incidents and the channels are.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string urls)
    {
        // A new start is a new repository, for it has lost the issues of the one before.
        await using var gitHub = await FakeGitHub.StartAsync(
            GitHubPort, new FakeGitHubOptions { Address = IPAddress.Any, RepositoryId = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() });
        await using var virusTotal = await FakeVirusTotal.StartAsync(VirusTotalPort, listen: IPAddress.Any);
        await using var webhook = await FakeWebhook.StartAsync(WebhookPort, new FakeWebhookOptions { Address = IPAddress.Any });
        await using var pagerDuty = await FakePagerDuty.StartAsync(PagerDutyPort, new FakePagerDutyOptions { Address = IPAddress.Any });
        // Slack takes short bursts, and a network makes them of messages that were sent a second apart. A new start is another app as well.
        await using var slack = await FakeSlack.StartAsync(SlackPort, new FakeSlackOptions { Address = IPAddress.Any, MessageInterval = TimeSpan.Zero });
        slack.UserId = $"U{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}";
        await using var pages = IssuePages.Create(urls, gitHub);
        pages.MapIncidents(pagerDuty);
        pages.MapChannels(slack);
        await pages.RunAsync();
        return 0;
    }
}
