namespace AlertResponder.FakeServices.VirusTotal;

/// <summary>One call that the stand-in for VirusTotal was sent, whatever it answered.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path below <c>/api/v3</c>, with the query, e.g. <c>/ip_addresses/192.0.2.1/urls?limit=20</c>.</param>
/// <param name="HasKey">Whether an API key came with it, right or wrong.</param>
/// <param name="At">When it came, UTC.</param>
public sealed record VirusTotalCall(string Method, string Path, bool HasKey, DateTimeOffset At);
