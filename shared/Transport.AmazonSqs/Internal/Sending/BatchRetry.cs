using System.Globalization;

namespace AlertResponder.Transport.AmazonSqs.Internal.Sending;

/// <summary>What the service said to a batch.</summary>
/// <param name="Taken">Ids of the entries that it took.</param>
/// <param name="Refused">The entries that it did not.</param>
internal sealed record BatchAnswer(IEnumerable<string> Taken, IEnumerable<BatchRefusal> Refused);

/// <param name="Id">Id of the entry.</param>
/// <param name="Code">What is wrong, e.g. <c>InternalError</c>.</param>
/// <param name="Message">The same in words; may be null.</param>
/// <param name="IsFinal">Whether the entry itself is wrong, so that sending it again would not help.</param>
internal sealed record BatchRefusal(string Id, string Code, string? Message, bool IsFinal);

/// <summary>A batch can be taken in part: what the service could not take just now is sent again, entry by entry, and the rest is done.</summary>
internal static class BatchRetry
{
    private const int MaxAttempts = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(1);
    private static readonly string[] Ids = [.. Enumerable.Range(0, AmazonSqsLimits.BatchEntries).Select(i => i.ToString(CultureInfo.InvariantCulture))];

    /// <summary>Id of an entry within its batch.</summary>
    public static string IdOf(int index) => Ids[index];

    /// <summary>Sends a batch and ends its items.</summary>
    /// <param name="items">What to send.</param>
    /// <param name="call">Sends entries; the id of each is <see cref="IdOf"/> of its place.</param>
    /// <param name="time">Clock of the pauses between attempts.</param>
    public static async Task SendAsync<TEntry>(
        IReadOnlyList<Batcher<TEntry>.Item> items, Func<IReadOnlyList<Batcher<TEntry>.Item>, Task<BatchAnswer>> call, TimeProvider time)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await call(items).ConfigureAwait(false);
            foreach (var id in answer.Taken) items[IndexOf(id)].TrySetResult();

            var refused = answer.Refused.ToList();
            foreach (var refusal in refused.Where(refusal => refusal.IsFinal || attempt == MaxAttempts))
                items[IndexOf(refusal.Id)].TrySetException(new AmazonSqsTransportException(Describe(refusal, attempt)));

            items = [.. refused.Where(refusal => !refusal.IsFinal && attempt < MaxAttempts).Select(refusal => items[IndexOf(refusal.Id)])];
            if (items.Count == 0) return;

            await Task.Delay(Backoff.Delay(attempt, FirstPause, MaxPause), time).ConfigureAwait(false);
        }
    }

    private static int IndexOf(string id) => int.Parse(id, CultureInfo.InvariantCulture);

    private static string Describe(BatchRefusal refusal, int attempt) =>
        $"AWS refused a message of a batch{(refusal.IsFinal ? "" : $" {attempt} times")}: {refusal.Code} {refusal.Message}".TrimEnd();
}
