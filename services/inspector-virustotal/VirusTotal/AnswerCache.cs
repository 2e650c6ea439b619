using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace AlertResponder.Inspector.VirusTotal.VirusTotal;

/// <summary>
/// VirusTotal's answers, kept in the process. They are kept request by request, so that an inspection that was deferred between two
/// requests continues where it stopped: with 4 requests a minute, one malicious address takes longer than a minute.
/// </summary>
internal sealed class AnswerCache(IOptions<VirusTotalOptions> options, TimeProvider clock) : IDisposable
{
    /// <summary>In objects; a page of related files counts as many as it has.</summary>
    private const int MaxObjects = 20_000;

    /// <summary>However long the server asks to wait, no pause is longer.</summary>
    public static readonly TimeSpan MaxPause = TimeSpan.FromHours(1);

    private readonly MemoryCache _answers = new(new MemoryCacheOptions { SizeLimit = MaxObjects });
    private readonly TimeSpan _lifetime = options.Value.CacheFor;
    private long _pausedUntil;

    public bool TryGet<T>(string path, [NotNullWhen(true)] out Answer<T>? answer)
    {
        answer = _answers.TryGetValue(path, out Entry? entry) && clock.GetUtcNow() < entry!.Until ? entry.Answer as Answer<T> : null;
        return answer is not null;
    }

    public void Keep<T>(string path, Answer<T> answer, int size)
    {
        if (_lifetime <= TimeSpan.Zero) return;
        // The cache's own expiration only frees the memory; Until decides, because it follows the host's clock.
        using var entry = _answers.CreateEntry(path);
        entry.Value = new Entry(answer, clock.GetUtcNow() + _lifetime);
        entry.AbsoluteExpirationRelativeToNow = _lifetime;
        entry.Size = Math.Max(1, size);
    }

    /// <summary>How long to send no request because the rate limit was reached, if it was.</summary>
    public TimeSpan? Pause
    {
        get
        {
            var left = new TimeSpan(Interlocked.Read(ref _pausedUntil) - clock.GetUtcNow().Ticks);
            return left > TimeSpan.Zero ? left : null;
        }
    }

    /// <summary>Sends no request for a while: the quota belongs to the key, so every further request would be refused as well.</summary>
    public void PauseFor(TimeSpan duration)
    {
        var until = (clock.GetUtcNow() + (duration < MaxPause ? duration : MaxPause)).Ticks;
        // Of two refusals at the same time the longer one counts.
        for (var former = Interlocked.Read(ref _pausedUntil); former < until;)
            former = Interlocked.CompareExchange(ref _pausedUntil, until, former) is var seen && seen == former ? until : seen;
    }

    public void Dispose() => _answers.Dispose();

    private sealed record Entry(object Answer, DateTimeOffset Until);
}
