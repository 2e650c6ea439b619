namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>What became of a row: done, or faulted at a consumer.</summary>
internal sealed record OutboxOutcome(OutboxRow Row, MessageFault? Fault);

/// <summary>A consumer could not deal with a message, retries included.</summary>
internal sealed record MessageFault(string Endpoint, Exception Exception);
