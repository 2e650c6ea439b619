namespace AlertResponder.Contracts;

/// <summary>receptor → reviewer: an alert was accepted. Its MessageId is <see cref="ReceiptId"/>.</summary>
public sealed record AlertReceived
{
    /// <summary>
    /// What makes alerts repeats of one another: lower hex SHA-256 of detector, rule and key. The recipe and its test vectors
    /// stand in <c>docs/contracts.md</c>.
    /// </summary>
    public required string AlertId { get; init; }

    /// <summary>This one receipt. The same sending taken twice has the same receipt and counts once.</summary>
    public required Guid ReceiptId { get; init; }

    /// <summary>The alert.</summary>
    public required Alert Alert { get; init; }

    /// <summary>The receptor's clock at acceptance, in UTC: the one time that window decisions use.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}
