using Amazon;

namespace AlertResponder.Transport.AmazonSqs.Internal.Topology;

/// <summary>Names of resources, made from others of the same account and region: no call is needed to learn them.</summary>
internal static class Arn
{
    /// <summary>The topic of that name beside a queue.</summary>
    public static string OfTopic(string queueArn, string topic)
    {
        var parts = queueArn.Split(':');
        return $"arn:{parts[1]}:sns:{parts[3]}:{parts[4]}:{topic}";
    }

    /// <summary>The topic of that name in an account and region.</summary>
    public static string OfTopic(string region, string account, string topic) =>
        $"arn:{RegionEndpoint.GetBySystemName(region).PartitionName}:sns:{region}:{account}:{topic}";

    /// <summary>The queue of that name beside another.</summary>
    public static string OfQueue(string queueArn, string queue) => queueArn[..(queueArn.LastIndexOf(':') + 1)] + queue;

    /// <summary>The queue of that name in the account and region of a topic.</summary>
    public static string OfQueueBeside(string topicArn, string queue)
    {
        var parts = topicArn.Split(':');
        return $"arn:{parts[1]}:sqs:{parts[3]}:{parts[4]}:{queue}";
    }

    /// <summary>The account that stands in a queue's URL, null when none does.</summary>
    public static string? AccountOfQueueUrl(string url)
    {
        var segments = new Uri(url).AbsolutePath.Trim('/').Split('/');
        return segments is [var account, _] && account.Length == 12 && account.All(char.IsAsciiDigit) ? account : null;
    }
}
