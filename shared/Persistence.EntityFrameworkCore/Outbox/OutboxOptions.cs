namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>The settings of one context's outbox and inbox.</summary>
internal sealed record OutboxOptions<TContext>(TimeSpan QueryDelay, TimeSpan DuplicateDetectionWindow);
