using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.TestKit.SqsSns;
using Amazon.SQS;
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
        var refused = await TakeAsync(stack, sqs, "alert-intake_error", 3);
        refused.Select(message => message.Body).Should().BeEquivalentTo("""{"name":"no rule","key":"k"}""", "not JSON", unreadable);
        refused.Should().AllSatisfy(message => message.MessageAttributes["Problem"].StringValue.Should().Contain("\"status\":400").And.Contain("errors"));
        refused.Should().Contain(message => message.MessageAttributes["Problem"].StringValue.Contains("no known form", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_message_lies_in_the_error_queue_as_it_came()
    {
        await using var stack = await ServicesStack.StartAsync(ServicesStack.Receptor);
        using var sqs = stack.Sqs();
        var intake = (await sqs.GetQueueUrlAsync("alert-intake", TestContext.Current.CancellationToken)).QueueUrl;
        var notification = JsonSerializer.Serialize(new
        {
            Type = "Notification",
            MessageId = Guid.NewGuid(),
            TopicArn = "arn:aws:sns:eu-central-1:111122223333:findings",
            Message = "not an alert",
        });
        var attributes = Enumerable.Range(0, 10).ToDictionary(n => $"Own-{n}", n => new MessageAttributeValue { DataType = "String", StringValue = $"{n}" });

        await sqs.SendMessageAsync(new SendMessageRequest(intake, """{"ten":"attributes"}""") { MessageAttributes = attributes }, TestContext.Current.CancellationToken);
        await sqs.SendMessageAsync(intake, notification, TestContext.Current.CancellationToken);

        var refused = await TakeAsync(stack, sqs, "alert-intake_error", 2);
        var own = refused.Single(message => message.Body == """{"ten":"attributes"}""").MessageAttributes;
        own.ToDictionary(one => one.Key, one => one.Value.StringValue).Should().Equal(attributes.ToDictionary(one => one.Key, one => one.Value.StringValue));
        var wrapped = refused.Single(message => message.Body == notification);
        wrapped.MessageAttributes["Problem"].StringValue.Should().Contain("errors");

        // An operator moves it back: it is unwrapped again.
        await sqs.SendMessageAsync(new SendMessageRequest(intake, wrapped.Body) { MessageAttributes = wrapped.MessageAttributes }, TestContext.Current.CancellationToken);
        (await TakeAsync(stack, sqs, "alert-intake_error", 1)).Single().Body.Should().Be(notification);
    }

    [Fact]
    public async Task One_event_counts_once_whatever_ways_it_comes()
    {
        await using var stack = await ServicesStack.StartAsync(ServicesStack.Reviewer, ServicesStack.Receptor);
        using var sqs = stack.Sqs();
        var intake = (await sqs.GetQueueUrlAsync("alert-intake", TestContext.Current.CancellationToken)).QueueUrl;
        var finding = Samples.Read(Samples.GuardDuty);
        var notification = JsonSerializer.Serialize(new
        {
            Type = "Notification",
            MessageId = Guid.NewGuid(),
            TopicArn = "arn:aws:sns:eu-central-1:111122223333:findings",
            Message = finding,
        });

        foreach (var body in (string[])[finding, finding, notification]) await sqs.SendMessageAsync(intake, body, TestContext.Current.CancellationToken);
        await stack.SendAsync(finding);
        (await stack.TrySendAsync(finding, Guid.NewGuid().ToString())).Should().NotBeNull();
        var alertId = await stack.SendAsync(Samples.Repeat());
        foreach (var queue in (string[])["alert-intake", "reviewer-alerts"]) await stack.UntilAsync(() => IsEmptyAsync(sqs, queue), $"{queue} is empty");

        var report = await stack.ReportAsync(alertId, report => report.AlertCount >= 2, "has the event and its repeat");
        report.AlertCount.Should().Be(2);
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

    [Fact]
    public async Task Polls_of_every_queue_wait_as_long_as_is_set()
    {
        await using var stack = await ServicesStack.StartAsync();
        await using var proxy = FaultyProxy.Start(stack.Aws.Url);
        var waits = new ConcurrentDictionary<string, int>();
        proxy.Watch = (action, body) =>
        {
            if (action != "ReceiveMessage") return;
            using var request = JsonDocument.Parse(body.ToArray());
            waits.TryAdd(request.RootElement.GetProperty("QueueUrl").GetString()!.Split('/')[^1], request.RootElement.GetProperty("WaitTimeSeconds").GetInt32());
        };
        (stack.Settings["AWS_ENDPOINT_URL"], stack.Settings["AmazonSqs__WaitTimeSeconds"]) = (proxy.Url.ToString(), "2");
        string[] queues = ["alert-intake", "reviewer-alerts", "reviewer-alerts-single", "reviewer-reports", "reviewer-policy"];

        foreach (var service in (string[])[ServicesStack.Receptor, ServicesStack.Reviewer]) await stack.StartAsync(service);

        await stack.UntilAsync(() => Task.FromResult(queues.All(waits.ContainsKey)), "every queue was polled");
        waits.Should().BeEquivalentTo(queues.ToDictionary(queue => queue, _ => 2));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_envelope_of_an_unknown_type_in_the_intake_is_a_refused_document(bool createsTopology)
    {
        await using var stack = await ServicesStack.StartAsync();
        await using var proxy = FaultyProxy.Start(stack.Aws.Url);
        var requests = new ConcurrentQueue<string>();
        proxy.Watch = (action, body) => requests.Enqueue($"{action} {Encoding.UTF8.GetString(body)}");
        if (!createsTopology)
        {
            (await ServerProcess.RunAsync(["topology"], stack.Settings)).ExitCode.Should().Be(0);
            stack.Settings["AmazonSqs__CreateTopology"] = "false";
        }

        stack.Settings["AWS_ENDPOINT_URL"] = proxy.Url.ToString();
        await stack.StartAsync(ServicesStack.Receptor);
        using var sqs = stack.Sqs();
        var intake = (await sqs.GetQueueUrlAsync("alert-intake", TestContext.Current.CancellationToken)).QueueUrl;
        const string envelope = """{"messageId":"01000000-0000-0000-0000-000000000000","messageType":["urn:message:Elsewhere:Unknown"],"message":{"name":"x"}}""";
        foreach (var contentType in (string[])["application/vnd.masstransit+json", "application/json"])
        {
            await sqs.SendMessageAsync(
                new SendMessageRequest(intake, envelope)
                {
                    MessageAttributes = new() { ["Content-Type"] = new MessageAttributeValue { DataType = "String", StringValue = contentType } },
                },
                TestContext.Current.CancellationToken);
        }

        var refused = await TakeAsync(stack, sqs, "alert-intake_error", 2);

        refused.Should().AllSatisfy(message => message.Body.Should().Be(envelope));
        refused.Should().AllSatisfy(message => message.MessageAttributes["Problem"].StringValue.Should().Contain("no known form"));
        await stack.UntilAsync(() => IsEmptyAsync(sqs, "alert-intake"), "the intake is empty");
        requests.Should().NotBeEmpty().And.NotContain(request => request.Contains("alert-intake_skipped", StringComparison.Ordinal));
        var queues = (await sqs.ListQueuesAsync(new ListQueuesRequest(), TestContext.Current.CancellationToken)).QueueUrls;
        queues.Should().NotContain(queue => queue.EndsWith("alert-intake_skipped", StringComparison.Ordinal));
    }

    private static async Task<bool> IsEmptyAsync(AmazonSQSClient sqs, string queue)
    {
        var url = (await sqs.GetQueueUrlAsync(queue, TestContext.Current.CancellationToken)).QueueUrl;
        var counts = await sqs.GetQueueAttributesAsync(
            url, ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"], TestContext.Current.CancellationToken);
        return counts.ApproximateNumberOfMessages + counts.ApproximateNumberOfMessagesNotVisible == 0;
    }

    private static async Task<List<Message>> TakeAsync(ServicesStack stack, AmazonSQSClient sqs, string queue, int count)
    {
        var url = (await sqs.GetQueueUrlAsync(queue, TestContext.Current.CancellationToken)).QueueUrl;
        var taken = new List<Message>();
        await stack.UntilAsync(
            async () =>
            {
                var request = new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 10, WaitTimeSeconds = 1, MessageAttributeNames = ["All"] };
                foreach (var message in (await sqs.ReceiveMessageAsync(request, TestContext.Current.CancellationToken)).Messages ?? [])
                {
                    taken.Add(message);
                    await sqs.DeleteMessageAsync(url, message.ReceiptHandle, TestContext.Current.CancellationToken);
                }

                return taken.Count == count;
            },
            $"{count} messages are in {queue}");
        return taken;
    }
}
