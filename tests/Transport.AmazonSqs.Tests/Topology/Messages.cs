namespace AlertResponder.Transport.AmazonSqs.Tests.Topology;

public sealed record AlertRaised(int Number);

public sealed record AlertClosed(int Number);
