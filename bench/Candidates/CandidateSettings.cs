namespace AlertResponder.Bench.Candidates;

/// <summary>What a candidate is told at its start.</summary>
/// <param name="Server">The SQS/SNS server, or the proxy before it.</param>
/// <param name="Window">Messages between publish and consumed at most, the same for all.</param>
/// <param name="Limit">PrefetchCount and ConcurrentMessageLimit; null: the defaults of the transport.</param>
/// <param name="Publishers">Calls that publish at a time: a message each, or a batch of 10 with the raw clients.</param>
/// <param name="Receivers">Loops that receive, with the raw clients.</param>
internal sealed record CandidateSettings(Uri Server, int Window, int? Limit, int Publishers, int Receivers);
