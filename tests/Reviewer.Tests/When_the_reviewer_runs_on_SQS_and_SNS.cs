using System.Xml.Linq;
using AlertResponder.Contracts;
using AlertResponder.ServiceDefaults;
using AlertResponder.TestKit.SqsSns;
using Amazon.Runtime;
using Amazon.SimpleNotificationService;
using Amazon.SQS;
using MassTransit;

namespace AlertResponder.Reviewer.Tests;

public sealed class When_the_reviewer_runs_on_SQS_and_SNS
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_messages_between_services_have_a_topic()
    {
        await using var aws = await LocalSqsSns.StartAsync();
        await using var reviewer = await ReviewerHost.StartAsync(
            bus => bus.ConfigureAmazonSqs((_, transport) => transport.Host("eu-central-1", host =>
            {
                host.Credentials(new BasicAWSCredentials("local", "local"));
                host.Config(new AmazonSQSConfig { ServiceURL = aws.Url.ToString() });
                host.Config(new AmazonSimpleNotificationServiceConfig { ServiceURL = aws.Url.ToString() });
            })),
            "Transport=AmazonSqs", "AmazonSqs__WaitTimeSeconds=1", "Reports__InspectionDelay=0", "Reports__ReviewDelay=0", "Reports__ReviewGrace=0");

        (await SubscriptionsAsync(aws)).Should().BeEquivalentTo(
            "AlertResponder_Contracts-AlertReceived → reviewer-alerts",
            "AlertResponder_Contracts-InspectionCompleted → reviewer-reports");

        // A whole life, in which each of the reviewer's own messages is sent: publishing one would make its topic.
        await reviewer.ReceiveAsync(Some.Alert());
        var reportId = (await reviewer.HearAsync<AlertReviewed>(reviewed => reviewed.VerdictNumber == 1)).ReportId;
        await reviewer.ReceiveAsync(Some.Alert(Some.Noon.AddMinutes(1), attributes: [Some.Address("198.18.99.1")]));
        await reviewer.SeeAsync(reportId, report => report.AlertCount == 2 && !report.NotificationPending, "ReportGrew was taken");
        await reviewer.AskForReviewAsync(reportId);
        await reviewer.SeeAsync(reportId, report => report is { ReviewNumber: 2, CurrentState: "Reviewed" }, "ReviewAsked was taken, and the policy has answered");
        await reviewer.SetVerdictAsync(reportId);
        await reviewer.HearAsync<AlertReviewed>(reviewed => reviewed.VerdictNumber == 2);
        await reviewer.ReceiveAsync(Some.Alert(Some.Noon.AddMinutes(2)));
        await reviewer.SeeAsync(reportId, report => report.AlertCount == 3 && report.UpdateDueToken is not null, "the update is armed");
        reviewer.Time.Advance(TimeSpan.FromMinutes(2));
        await reviewer.HearAsync<ReportUpdated>();

        (await TopicsAsync(aws)).Should().BeEquivalentTo(
            "AlertResponder_Contracts-AlertReceived",
            "AlertResponder_Contracts-InspectionCompleted",
            "AlertResponder_Contracts-InspectionRequested",
            "AlertResponder_Contracts-ReportOpened",
            "AlertResponder_Contracts-ReportUpdated",
            "AlertResponder_Contracts-AlertReviewed");
        var messages = await aws.MessagesAsync();
        messages["reviewer-policy"].Should().Be(2, "two reviews were requested");
        messages.Keys.Should().NotContain(queue => queue.EndsWith("_error", StringComparison.Ordinal) || queue.EndsWith("_skipped", StringComparison.Ordinal));
    }

    private static async Task<IEnumerable<string>> TopicsAsync(LocalSqsSns aws) => (await ListAsync(aws, "ListTopics", "TopicArn")).Select(NameOf);

    /// <summary>The reviewer's own: what the test listens with has others.</summary>
    private static async Task<IEnumerable<string>> SubscriptionsAsync(LocalSqsSns aws) =>
        (await ListAsync(aws, "ListSubscriptions", "TopicArn")).Zip(await ListAsync(aws, "ListSubscriptions", "Endpoint"))
            .Where(subscription => NameOf(subscription.Second).StartsWith("reviewer-", StringComparison.Ordinal))
            .Select(subscription => $"{NameOf(subscription.First)} → {NameOf(subscription.Second)}");

    private static string NameOf(string arn) => arn.Split(':')[^1];

    private static async Task<List<string>> ListAsync(LocalSqsSns aws, string action, string element)
    {
        using var http = new HttpClient { BaseAddress = aws.Url };
        http.DefaultRequestHeaders.TryAddWithoutValidation(
            "Authorization", "AWS4-HMAC-SHA256 Credential=local/20260101/eu-central-1/sns/aws4_request, SignedHeaders=host, Signature=none");
        using var answer = await http.PostAsync(
            "/", new FormUrlEncodedContent([KeyValuePair.Create("Action", action), KeyValuePair.Create("Version", "2010-03-31")]), Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        answer.EnsureSuccessStatusCode();
        return [.. XDocument.Parse(text).Descendants().Where(node => node.Name.LocalName == element).Select(node => node.Value)];
    }
}
