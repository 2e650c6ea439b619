using System.Net;
using AlertResponder.Contracts;
using Amazon.SQS.Model;

namespace AlertResponder.EndToEnd.Tests;

public sealed class When_each_service_is_a_process
{
    [Fact]
    public async Task A_finding_goes_the_whole_way_over_queues()
    {
        await using var stack = await ServicesStack.StartAsync(
            ServicesStack.Reviewer, ServicesStack.Inspector, ServicesStack.Emitter, ServicesStack.Receptor);

        var alertId = await stack.SendAsync(Samples.Read(Samples.GuardDuty));
        (await stack.SendAsync(Samples.Repeat())).Should().Be(alertId);

        var report = await stack.ReportAsync(alertId, report => report is { AlertCount: 2, Verdict: not null }, "has both alerts and a verdict");
        report.Verdict!.Severity.Should().Be(Severity.Urgent);
        report.Findings.Should().ContainSingle().Which.Malicious.Should().Be(11);
        await stack.UntilAsync(
            () => Task.FromResult(
                stack.GitHub.Issues is [{ Comments: [var comment] }] && comment.Body.Contains("### Severity: urgent", StringComparison.Ordinal)),
            "the verdict is commented once");
        foreach (var service in new[] { ServicesStack.Receptor, ServicesStack.Reviewer, ServicesStack.Inspector, ServicesStack.Emitter })
            (await stack.ReadyAsync(service)).Should().Be(HttpStatusCode.OK, service);
    }

    [Fact]
    public async Task A_document_in_the_queue_is_an_alert_and_a_refused_one_says_why()
    {
        await using var stack = await ServicesStack.StartAsync(ServicesStack.Reviewer, ServicesStack.Receptor);
        using var sqs = stack.Sqs();
        var intake = (await sqs.GetQueueUrlAsync("alert-intake", TestContext.Current.CancellationToken)).QueueUrl;

        var finding = new SendMessageRequest(intake, Samples.Read(Samples.GuardDuty))
        {
            MessageAttributes = new() { ["Content-Type"] = new MessageAttributeValue { DataType = "String", StringValue = "application/json" } },
        };
        await sqs.SendMessageAsync(finding, TestContext.Current.CancellationToken);
        await sqs.SendMessageAsync(intake, """{"name":"no rule","key":"k"}""", TestContext.Current.CancellationToken);
        await sqs.SendMessageAsync(intake, "not JSON", TestContext.Current.CancellationToken);
        const string unreadable = """{"Type":"Notification","TopicArn":"arn:aws:sns:eu-central-1:123456789012:any","Message":"\ud800"}""";
        await sqs.SendMessageAsync(intake, unreadable, TestContext.Current.CancellationToken);

        var alertId = await stack.SendAsync(Samples.Repeat());
        await stack.ReportAsync(alertId, report => report.AlertCount == 2, "has the alert of the queue and that of HTTP");
        var errors = (await sqs.GetQueueUrlAsync("alert-intake_error", TestContext.Current.CancellationToken)).QueueUrl;
        var refused = new List<Message>();
        await stack.UntilAsync(
            async () =>
            {
                var request = new ReceiveMessageRequest { QueueUrl = errors, MaxNumberOfMessages = 10, WaitTimeSeconds = 1, MessageAttributeNames = ["All"] };
                refused.AddRange((await sqs.ReceiveMessageAsync(request, TestContext.Current.CancellationToken)).Messages ?? []);
                return refused.Count == 3;
            },
            "the three documents are refused");
        refused.Select(message => message.Body).Should().BeEquivalentTo("""{"name":"no rule","key":"k"}""", "not JSON", unreadable);
        refused.Should().AllSatisfy(message => message.MessageAttributes["Problem"].StringValue.Should().Contain("\"status\":400").And.Contain("errors"));
        refused.Should().Contain(message => message.MessageAttributes["Problem"].StringValue.Contains("no known form", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Alerts_that_came_before_the_reviewer_are_counted_when_it_comes()
    {
        await using var stack = await ServicesStack.StartAsync(ServicesStack.Receptor);
        var alertId = await stack.SendAsync(Samples.Json(Samples.Alert("early")));
        for (var i = 1; i < 20; i++) await stack.SendAsync(Samples.Json(Samples.Alert("early")));

        await stack.StartAsync(ServicesStack.Reviewer);

        await stack.ReportAsync(alertId, report => report.AlertCount == 20, "has all alerts");
    }
}
