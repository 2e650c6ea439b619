namespace AlertResponder.Reviewer.Aggregation;

/// <summary>When an alert was received, and which: the order of a report's alerts.</summary>
internal readonly record struct AlertPlace(DateTimeOffset ReceivedAt, Guid ReceiptId) : IComparable<AlertPlace>
{
    public int CompareTo(AlertPlace other) => (ReceivedAt, ReceiptId).CompareTo((other.ReceivedAt, other.ReceiptId));
}

/// <summary>Decides which alerts a report keeps: the first and the last ones by time of receipt, whatever order they came in.</summary>
internal static class AlertsToKeep
{
    public const int First = 50;
    public const int Last = 50;

    /// <summary>Which of the new ones are added, and which of those that are there go.</summary>
    public static (HashSet<AlertPlace> Add, List<AlertPlace> Remove) Choose(IReadOnlyCollection<AlertPlace> there, IReadOnlyCollection<AlertPlace> coming)
    {
        var ordered = there.Concat(coming).Distinct().Order().ToList();
        var kept = ordered.Take(First).Concat(ordered.Skip(First).TakeLast(Last)).ToHashSet();
        return (coming.Where(kept.Contains).ToHashSet(), [.. there.Where(place => !kept.Contains(place))]);
    }
}
