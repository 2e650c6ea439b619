using System.Text.Json;
using System.Text.Json.Nodes;
using AlertResponder.Transport.AmazonSqs.Internal.Topology;
using CsCheck;

namespace AlertResponder.Transport.AmazonSqs.Tests.Topology;

public sealed class QueuePolicyTests
{
    private const string Queue = "arn:aws:sqs:eu-central-1:123456789012:orders";
    private const string First = "arn:aws:sns:eu-central-1:123456789012:first";
    private const string Second = "arn:aws:sns:eu-central-1:123456789012:second";
    private const string Foreign = """{"Sid":"theirs","Effect":"Deny","Principal":"*","Action":"sqs:*","Resource":"*"}""";

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{}")]
    public void Queue_without_a_statement_gets_one_that_lets_SNS_send_for_the_topics(string? policy) =>
        JsonNode.DeepEquals(
            JsonNode.Parse(QueuePolicy.Allow(policy, Queue, [Second, First])!)!["Statement"],
            JsonNode.Parse($$"""
                [{
                    "Sid": "MassTransitTopics", "Effect": "Allow", "Principal": { "Service": "sns.amazonaws.com" }, "Action": "sqs:SendMessage",
                    "Resource": "{{Queue}}", "Condition": { "ArnEquals": { "aws:SourceArn": ["{{First}}", "{{Second}}"] } }
                }]
                """)).Should().BeTrue();

    [Fact]
    public void New_policy_has_the_version_that_conditions_need() =>
        ((string?)JsonNode.Parse(QueuePolicy.Allow(null, Queue, [First])!)!["Version"]).Should().Be("2012-10-17");

    [Fact]
    public void Policy_that_allows_them_already_is_left_alone()
    {
        var policy = QueuePolicy.Allow(null, Queue, [First, Second]);

        QueuePolicy.Allow(policy, Queue, [First]).Should().BeNull();
        QueuePolicy.Allow(policy, Queue, [Second, First]).Should().BeNull();
        QueuePolicy.Allow(policy, Queue, []).Should().BeNull();
    }

    [Theory]
    [InlineData($$"""{"Version":"2008-10-17","Id":"kept","Statement":[{{Foreign}}]}""")]
    [InlineData($$"""{"Version":"2008-10-17","Id":"kept","Statement":{{Foreign}}}""")]
    public void Statement_of_another_stays_as_it_is(string policy)
    {
        var allowed = JsonNode.Parse(QueuePolicy.Allow(policy, Queue, [First])!)!;

        ((string?)allowed["Version"]).Should().Be("2008-10-17");
        ((string?)allowed["Id"]).Should().Be("kept");
        allowed["Statement"]!.AsArray().Should().HaveCount(2);
        JsonNode.DeepEquals(allowed["Statement"]![0], JsonNode.Parse(Foreign)).Should().BeTrue();
    }

    [Fact]
    public void Own_statement_with_one_topic_in_text_is_extended()
    {
        var policy = $$"""{"Statement":[{"Sid":"MassTransitTopics","Condition":{"ArnEquals":{"aws:SourceArn":"{{First}}" } } }] }""";

        QueuePolicy.Allow(policy, Queue, [First]).Should().BeNull();
        Sources(QueuePolicy.Allow(policy, Queue, [Second])).Should().Equal(First, Second);
    }

    [Fact]
    public void What_is_no_policy_is_not_overwritten() =>
        FluentActions.Invoking(() => QueuePolicy.Allow("no policy", Queue, [First])).Should().Throw<JsonException>();

    [Fact]
    public void Each_topic_is_allowed_once_whatever_the_order_in_which_they_came() =>
        Gen.Int[0, 9].Array[0, 4].Array[1, 6].Sample(steps =>
        {
            string? policy = null;
            foreach (var topics in steps) policy = QueuePolicy.Allow(policy, Queue, [.. topics.Select(Topic)]) ?? policy;
            var all = steps.SelectMany(topics => topics).Distinct().Select(Topic).Order(StringComparer.Ordinal);
            return policy is null ? !all.Any() : Sources(policy).SequenceEqual(all);
        });

    private static string Topic(int number) => $"{First}-{number}";

    private static IEnumerable<string> Sources(string? policy) =>
        JsonNode.Parse(policy!)!["Statement"]!.AsArray().Single()!["Condition"]!["ArnEquals"]!["aws:SourceArn"]!.AsArray().Select(arn => (string)arn!);
}
