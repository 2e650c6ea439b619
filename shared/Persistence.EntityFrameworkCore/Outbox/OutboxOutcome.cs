namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>What became of a row: done, put back, or faulted at a consumer.</summary>
/// <param name="Row">The row.</param>
/// <param name="Fault">Set when a consumer could not deal with it for good.</param>
/// <param name="RedeliverAfter">Set when a consumer wants it to be delivered again.</param>
internal sealed record OutboxOutcome(OutboxRow Row, MessageFault? Fault = null, TimeSpan? RedeliverAfter = null);

/// <summary>A consumer could not deal with a message, further tries included.</summary>
internal sealed record MessageFault(string Endpoint, Exception Exception);
