namespace AlertResponder.Transport.AmazonSqs.Internal.Topology;

/// <summary>What a queue or a topic may be called. Checked before anything starts: AWS would tell only when the name is first used.</summary>
internal static class EntityNames
{
    /// <summary>Suffix of the queue that takes what a consumer could not handle.</summary>
    public const string ErrorSuffix = "_error";

    /// <summary>Suffix of the queue that takes what no consumer knows.</summary>
    public const string SkippedSuffix = "_skipped";

    /// <summary>Says what is wrong with the name of a receive endpoint's queue.</summary>
    /// <param name="name">The name, scope included.</param>
    /// <param name="withSuffix">Whether queues of its name and a suffix are needed as well.</param>
    /// <returns>Null when nothing is wrong.</returns>
    public static string? ErrorInQueueName(string name, bool withSuffix = true)
    {
        if (ErrorIn(name) is { } error) return $"The queue name '{name}' {error}";

        var length = name.Length + (withSuffix ? SkippedSuffix.Length : 0);
        if (length <= AmazonSqsLimits.QueueName) return null;

        return $"The queue name '{name}' has {length} characters with its scope{(withSuffix ? $" and the suffix {SkippedSuffix}" : "")}; "
            + $"SQS allows {AmazonSqsLimits.QueueName}: choose a shorter name";
    }

    /// <summary>Says what is wrong with the name of a topic.</summary>
    /// <returns>Null when nothing is wrong.</returns>
    public static string? ErrorInTopicName(string name)
    {
        if (ErrorIn(name) is { } error) return $"The topic name '{name}' {error}";
        if (name.Length <= AmazonSqsLimits.TopicName) return null;

        return $"The topic name '{name}' has {name.Length} characters with its scope; SNS allows {AmazonSqsLimits.TopicName}: "
            + "choose a shorter one with SetEntityName";
    }

    private static string? ErrorIn(string name)
    {
        if (name.Length == 0) return "is empty";
        if (name.EndsWith(".fifo", StringComparison.OrdinalIgnoreCase))
            return "ends in .fifo: FIFO queues and topics are left out on purpose, for a message group is handled one at a time and a duplicate "
                + "is dropped for five minutes only; consumers here are idempotent and need neither";

        return name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? null
            : "has a character that AWS does not allow; allowed are A-Z, a-z, 0-9, '-' and '_'";
    }
}
