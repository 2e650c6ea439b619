namespace AlertResponder.Bench.Candidates;

/// <summary>One way from publish to consumed, alone in its process. It tells <see cref="Arrivals"/> what it consumes.</summary>
internal interface ICandidate : IAsyncDisposable
{
    /// <summary>Makes what it needs on the server, and starts to consume.</summary>
    Task StartAsync();

    /// <summary>Publishes messages, as many at a time as it may.</summary>
    Task PublishAsync(int first, int count, CancellationToken cancellationToken);
}
