using System.Threading.RateLimiting;

namespace AlertResponder.Receptor.Intake;

/// <summary>
/// How many bytes of documents are in memory at a time. What arrives counts once; what is read counts until it is published, because by then it is
/// there as text, as objects and as messages, too. Both limits follow from the memory of the process.
/// </summary>
internal sealed class IntakeMemory : IDisposable
{
    /// <summary>What is not larger is received without counting: the number of requests limits it.</summary>
    public const int SmallBytes = 64 * 1024;

    // A document that is read takes up to ten times its size. One of the largest always fits; the documented 256 MB of a container have just that.
    private const int MaxFactor = 8;
    private const int MemoryShare = 24;

    private const int UnitBytes = SmallBytes;
    private const int LargestUnits = ReceptorLimits.RequestBytes / UnitBytes;
    private const int ValuesPerUnit = ReceptorLimits.ValuesPerRequest / LargestUnits;

    private readonly TimeProvider _time;
    private readonly PartitionedRateLimiter<string> _receivingOfCaller;
    private readonly ConcurrencyLimiter _receiving;
    private readonly ConcurrencyLimiter _reading;

    public IntakeMemory(TimeProvider time)
        : this(time, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
    {
    }

    internal IntakeMemory(TimeProvider time, long availableBytes)
    {
        _time = time;
        var units = (int)Math.Clamp(availableBytes / MemoryShare / UnitBytes, LargestUnits, MaxFactor * LargestUnits);
        _reading = Limiter(units);
        // Two callers with the largest of documents, or one of them and many others.
        _receiving = Limiter(2 * units);
        _receivingOfCaller = PartitionedRateLimiter.Create<string, string>(caller => RateLimitPartition.Get(caller, _ => Limiter(units)));
    }

    /// <summary>Takes room for a body of more than <see cref="SmallBytes"/> that is to be received.</summary>
    /// <returns>The room until it is disposed of; null when there was none in time.</returns>
    public async Task<IDisposable?> ReceiveAsync(string caller, long bytes, CancellationToken cancellationToken)
    {
        var units = Units(bytes);
        var own = await WithinAsync(token => _receivingOfCaller.AcquireAsync(caller, units, token), ReceptorLimits.RoomTimeout, cancellationToken);
        if (own is null) return null;
        var all = await WithinAsync(token => _receiving.AcquireAsync(units, token), ReceptorLimits.RoomTimeout, cancellationToken);
        if (all is not null) return new Room(own, all);
        own.Dispose();
        return null;
    }

    /// <summary>Takes room for a document that is to be read and published: as much as its bytes need, or its values, whichever is more.</summary>
    /// <returns>The room until it is disposed of; null when there was none in time.</returns>
    public async Task<IDisposable?> ReadAsync(ReadOnlyMemory<byte> document, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var units = Math.Max(Units(document.Length), Math.Min(LargestUnits, DocumentJson.CountValues(document.Span) / ValuesPerUnit));
        return await WithinAsync(token => _reading.AcquireAsync(units, token), timeout, cancellationToken);
    }

    public void Dispose()
    {
        _receivingOfCaller.Dispose();
        _receiving.Dispose();
        _reading.Dispose();
    }

    private static int Units(long bytes) => (int)Math.Clamp((bytes + UnitBytes - 1) / UnitBytes, 1, LargestUnits);

    // How many wait is limited before, by the requests of each caller and by the handlers of the queue.
    private static ConcurrencyLimiter Limiter(int units) => new(new ConcurrencyLimiterOptions
    {
        PermitLimit = units,
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private async Task<RateLimitLease?> WithinAsync(
        Func<CancellationToken, ValueTask<RateLimitLease>> acquire, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await acquire(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private sealed class Room(RateLimitLease own, RateLimitLease all) : IDisposable
    {
        public void Dispose()
        {
            all.Dispose();
            own.Dispose();
        }
    }
}
