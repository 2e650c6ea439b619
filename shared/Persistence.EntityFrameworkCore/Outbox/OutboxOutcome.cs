namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>What became of a row: done when neither is set, faulted at a consumer, or not taken by the transport and due again later.</summary>
internal sealed record OutboxOutcome(OutboxRow Row, ConsumptionFault? Fault, DateTimeOffset? RetryAt);

/// <summary>A consumer could not deal with a message, retries included.</summary>
internal sealed record ConsumptionFault(string Endpoint, Exception Exception);
