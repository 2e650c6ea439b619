using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using AlertResponder.TestKit.SqsSns;
using Amazon.SQS.Model;

namespace AlertResponder.EndToEnd.Tests;

/// <summary>What docs/how-we-use-sqs-sns.md says that each service calls, where it may create nothing.</summary>
public sealed class When_each_service_has_its_own_role
{
    private static readonly string[] ReviewerQueues = ["reviewer-alerts", "reviewer-alerts-single", "reviewer-reports", "reviewer-policy"];
    private static readonly string[] Received = ["ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility"];

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        [ServicesStack.Receptor] =
        [
            .. Calls(Received, "alert-intake"), .. Calls(["GetQueueUrl"], "alert-intake", "alert-intake_error", "reviewer-alerts"),
            .. Calls(["SendMessage"], "alert-intake_error"), .. Calls(["Publish", "ListSubscriptionsByTopic"], "AlertReceived"),
        ],
        [ServicesStack.Reviewer] =
        [
            .. ReviewerQueues.SelectMany(queue => Calls([.. Received, "GetQueueUrl"], queue)),
            .. ReviewerQueues.SelectMany(queue => Calls(["GetQueueUrl", "SendMessage"], $"{queue}_error", $"{queue}_skipped")),
            .. Calls(["SendMessage"], "reviewer-alerts-single", "reviewer-reports", "reviewer-policy"),
            .. Calls(["Publish"], "ReportOpened", "ReportUpdated", "AlertReviewed", "InspectionRequested"),
        ],
        [ServicesStack.Inspector] =
        [
            .. Calls([.. Received, "SendMessage"], "inspector-virustotal"),
            .. Calls(["GetQueueUrl", "SendMessage"], "inspector-virustotal", "inspector-virustotal_error", "inspector-virustotal_skipped"),
            .. Calls(["GetQueueUrl"], "reviewer-reports"), .. Calls(["Publish", "ListSubscriptionsByTopic"], "InspectionCompleted"),
        ],
        [ServicesStack.Emitter] =
        [
            .. Calls(Received, "emitter-ghe"), .. Calls(["GetQueueUrl"], "emitter-ghe", "emitter-ghe_error", "emitter-ghe_skipped", "reviewer-reports"),
            .. Calls(["SendMessage"], "emitter-ghe_error", "emitter-ghe_skipped", "reviewer-reports"),
        ],
    };

    [Fact]
    public async Task It_calls_nothing_that_is_not_in_the_table()
    {
        await using var stack = await ServicesStack.StartAsync();
        (await ServerProcess.RunAsync(["topology"], stack.Settings)).ExitCode.Should().Be(0);
        using var sqs = stack.Sqs();
        var queues = new List<string>();
        foreach (var url in (await sqs.ListQueuesAsync(new ListQueuesRequest(), TestContext.Current.CancellationToken)).QueueUrls)
        {
            if (url.EndsWith("_error", StringComparison.Ordinal)) continue;
            queues.Add(url);
            if (!url.EndsWith("alert-intake", StringComparison.Ordinal)) await sqs.CreateQueueAsync($"{url.Split('/')[^1]}_skipped", TestContext.Current.CancellationToken);
        }

        stack.Settings["AmazonSqs__CreateTopology"] = "false";
        var proxies = new Dictionary<string, FaultyProxy>();
        var calls = new ConcurrentDictionary<string, ConcurrentDictionary<string, bool>>();
        foreach (var service in Allowed.Keys)
        {
            var own = calls[service] = [];
            var proxy = proxies[service] = FaultyProxy.Start(stack.Aws.Url);
            proxy.Watch = (action, body) => own[CallOf(action, Encoding.UTF8.GetString(body))] = true;
            stack.Settings["AWS_ENDPOINT_URL"] = proxy.Url.ToString();
            await stack.StartAsync(service);
        }

        var alertId = await stack.SendAsync(Samples.Read(Samples.GuardDuty));
        foreach (var queue in queues)
            foreach (var body in (string[])["no envelope", """{"messageId":"01000000-0000-0000-0000-000000000000","messageType":["urn:message:Elsewhere:Unknown"],"message":{}}"""])
                await sqs.SendMessageAsync(queue, body, TestContext.Current.CancellationToken);
        await stack.ReportAsync(alertId, report => report.Verdict is not null && report.Findings.Count > 0, "has a finding and a verdict");
        await stack.UntilAsync(() => Task.FromResult(stack.GitHub.Issues is [{ Comments.Count: 1 }]), "the verdict is commented");
        foreach (var queue in queues)
        {
            var name = queue.Split('/')[^1];
            await stack.UntilAsync(async () => await CountAsync(sqs, $"{name}_error") >= 1, $"{name}_error has what is no envelope");
            if (name != "alert-intake") await stack.UntilAsync(async () => await CountAsync(sqs, $"{name}_skipped") == 1, $"{name}_skipped has what nobody knows");
        }

        foreach (var (service, allowed) in Allowed)
        {
            TestContext.Current.TestOutputHelper!.WriteLine($"{service}\n  {string.Join("\n  ", calls[service].Keys.Order(StringComparer.Ordinal))}");
            calls[service].Keys.Where(call => !call.Contains("Fault", StringComparison.Ordinal)).Should().BeSubsetOf(allowed, service);
            foreach (var action in (string[])["Publish", "ListSubscriptionsByTopic"])
                calls[service].Keys.Where(call => call.StartsWith($"{action} ", StringComparison.Ordinal) && !call.Contains("Fault", StringComparison.Ordinal))
                    .Should().BeEquivalentTo(allowed.Where(call => call.StartsWith($"{action} ", StringComparison.Ordinal)), service);
        }

        foreach (var proxy in proxies.Values) await proxy.DisposeAsync();
    }

    private static IEnumerable<string> Calls(string[] actions, params string[] resources) =>
        actions.SelectMany(action => resources.Select(resource => $"{action} {resource}"));

    /// <summary>The action as IAM knows it, which has no batches, and the name of what it is for.</summary>
    private static string CallOf(string action, string body)
    {
        string resource;
        if (body.StartsWith('{'))
        {
            using var request = JsonDocument.Parse(body);
            resource = (request.RootElement.TryGetProperty("QueueUrl", out var url) ? url : request.RootElement.GetProperty("QueueName")).GetString()!.Split('/')[^1];
        }
        else
        {
            resource = Uri.UnescapeDataString(body.Split('&').Single(field => field.StartsWith("TopicArn=", StringComparison.Ordinal))).Split(['-', ':'])[^1];
        }

        return $"{(action.EndsWith("Batch", StringComparison.Ordinal) ? action[..^"Batch".Length] : action)} {resource}";
    }

    private static async Task<int> CountAsync(Amazon.SQS.AmazonSQSClient sqs, string queue)
    {
        var url = (await sqs.GetQueueUrlAsync(queue, TestContext.Current.CancellationToken)).QueueUrl;
        return (await sqs.GetQueueAttributesAsync(url, ["ApproximateNumberOfMessages"], TestContext.Current.CancellationToken)).ApproximateNumberOfMessages;
    }
}
