using System.Collections.Concurrent;
using MassTransit;

namespace AlertResponder.Transport.AmazonSqs.Tests.FaultInjection;

/// <summary>Publishes number after number until it is stopped, and keeps those whose publish succeeded.</summary>
internal sealed class Load : IAsyncDisposable
{
    private const int Publishers = 4;

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<int, long> _published = new();
    private readonly IPublishEndpoint _bus;
    private readonly Task _publishing;
    private int _last;

    public Load(IPublishEndpoint bus)
    {
        _bus = bus;
        _publishing = Task.WhenAll(Enumerable.Range(0, Publishers).Select(_ => Task.Run(PublishAsync)));
    }

    /// <summary>Numbers whose publish succeeded.</summary>
    public IReadOnlyCollection<int> Published => [.. _published.Keys];

    /// <summary>Numbers whose publish succeeded and began at that timestamp or later.</summary>
    public IReadOnlyCollection<int> PublishedSince(long timestamp) => [.. _published.Where(entry => entry.Value >= timestamp).Select(entry => entry.Key)];

    /// <summary>Ends when no publish is under way any more.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _publishing;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task PublishAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var number = Interlocked.Increment(ref _last);
            var began = TimeProvider.System.GetTimestamp();
            try
            {
                await _bus.Publish(new Counted(number), CancellationToken.None);
                _published[number] = began;
                await Task.Delay(2); // the point is what happens to a message, not how many there are
            }
            catch (Exception failed) when (failed is not OutOfMemoryException)
            {
                // Not taken: whoever published it knows.
                await Task.Delay(20);
            }
        }
    }
}
