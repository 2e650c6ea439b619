namespace AlertResponder.Transport.AmazonSqs.Tests.Wire;

/// <summary>The message of the golden files.</summary>
public sealed record OrderPlaced(int Number, string Customer);
