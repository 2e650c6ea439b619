using System.Threading.RateLimiting;

namespace AlertResponder.ServiceDefaults.Outbound;

/// <summary>
/// How many bytes of large answers are in memory at a time, in the whole process and whoever gave them. By the time that an answer is used it is there as
/// text and as objects, too, so what there is room for follows from the memory of the process.
/// </summary>
public sealed class AnswerMemory : IDisposable
{
    /// <summary>An answer that is no longer is read without room: the number of requests limits these.</summary>
    internal const int SmallBytes = 256 * 1024;

    // An answer that is used takes up to ten times its size, and its buffers stay a while. What is longer than all of it is read when no other is;
    // so are the largest ones in the documented 256 MB of a container.
    private const int MemoryShare = 48;
    private const int MinBytes = 4 * 1024 * 1024;
    private const int MaxBytes = 80 * 1024 * 1024;

    private static readonly AsyncLocal<Held?> Current = new();

    private readonly ConcurrencyLimiter _room;
    private readonly int _bytes;

    internal AnswerMemory(long availableBytes)
    {
        _bytes = (int)Math.Clamp(availableBytes / MemoryShare, MinBytes, MaxBytes);
        // How many wait is limited before, by what the services do side by side; and for how long, by the time that each answer has.
        _room = new(new ConcurrencyLimiterOptions { PermitLimit = _bytes, QueueLimit = int.MaxValue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });
    }

    internal static AnswerMemory OfProcess { get; } = new(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>
    /// Lets the answers to what is asked from now on, in the same flow of control, count until the end of what is made of them; without, an answer counts until
    /// it is disposed of. What is held must be given back before anything else is asked: two that hold and wait would wait for each other.
    /// </summary>
    /// <returns>What is held, until it is disposed of.</returns>
    public static IDisposable Hold() => Current.Value = new Held();

    /// <summary>Waits for room for an answer of at most so many bytes.</summary>
    /// <returns>The room; null when it goes with what the caller of the request holds.</returns>
    internal async Task<IDisposable?> TakeAsync(int bytes, CancellationToken cancellationToken)
    {
        var room = await _room.AcquireAsync(Math.Min(bytes, _bytes), cancellationToken);
        if (Current.Value is not { } held) return room;
        held.Add(room);
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _room.Dispose();

    private sealed class Held : IDisposable
    {
        private readonly List<IDisposable> _rooms = [];

        public void Add(IDisposable room) => _rooms.Add(room);

        public void Dispose()
        {
            foreach (var room in _rooms) room.Dispose();
            _rooms.Clear();
            if (Current.Value == this) Current.Value = null;
        }
    }
}
