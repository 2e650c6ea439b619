namespace AlertResponder.Transport.AmazonSqs.Tests.FaultInjection;

/// <summary>A message that is counted.</summary>
public sealed record Counted(int Number);

/// <summary>Another, of which it is only asked whether it still arrives.</summary>
public sealed record Noted(int Number);
