using System.Text.Json;
using System.Text.Json.Nodes;

namespace AlertResponder.Transport.AmazonSqs.Internal.Topology;

/// <summary>
/// The queue policy that lets topics deliver: one statement of our own for all topics of a queue. Statements of others stay as they
/// are, and a topic once allowed stays allowed: an older version of a service that runs beside a newer one takes nothing from it.
/// </summary>
internal static class QueuePolicy
{
    private const string StatementId = "MassTransitTopics";

    /// <summary>Adds topics to a policy.</summary>
    /// <param name="policy">The queue's policy; null or empty for none.</param>
    /// <param name="queueArn">ARN of the queue.</param>
    /// <param name="topicArns">ARNs of the topics that shall be able to deliver.</param>
    /// <returns>The new policy, or null when the policy allows all of them already.</returns>
    /// <exception cref="JsonException">The policy is not JSON.</exception>
    public static string? Allow(string? policy, string queueArn, IReadOnlyCollection<string> topicArns)
    {
        var document = string.IsNullOrWhiteSpace(policy)
            ? new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray() }
            : JsonNode.Parse(policy)?.AsObject() ?? throw new JsonException("A queue policy has to be an object");
        if (document["Statement"] is not JsonArray statements)
        {
            var only = document["Statement"];
            document.Remove("Statement");
            document["Statement"] = statements = only is null ? [] : [only];
        }

        var own = statements.FirstOrDefault(statement => (string?)statement?["Sid"] == StatementId);
        var allowed = SourcesOf(own);
        if (topicArns.All(allowed.Contains)) return null;

        if (own is not null) statements.Remove(own);
        statements.Add(Statement(queueArn, allowed.Union(topicArns).Order(StringComparer.Ordinal)));
        return document.ToJsonString();
    }

    private static HashSet<string> SourcesOf(JsonNode? statement) => statement?["Condition"]?["ArnEquals"]?["aws:SourceArn"] switch
    {
        JsonArray sources => [.. sources.Select(source => (string)source!)],
        JsonValue source => [(string)source!],
        _ => [],
    };

    private static JsonObject Statement(string queueArn, IEnumerable<string> topicArns) => new()
    {
        ["Sid"] = StatementId,
        ["Effect"] = "Allow",
        ["Principal"] = new JsonObject { ["Service"] = "sns.amazonaws.com" },
        ["Action"] = "sqs:SendMessage",
        ["Resource"] = queueArn,
        ["Condition"] = new JsonObject
        {
            ["ArnEquals"] = new JsonObject { ["aws:SourceArn"] = new JsonArray([.. topicArns.Select(arn => JsonValue.Create(arn))]) },
        },
    };
}
