using System.Globalization;
using MassTransit;

namespace AlertResponder.Transport.AmazonSqs.Sending;

/// <summary>A batch can be taken in part: what the service could not take just now is sent again, entry by entry, and the rest is done.</summary>
internal static class BatchCall
{
    private const int Attempts = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
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
            foreach (var refusal in refused.Where(refusal => refusal.IsFinal || attempt == Attempts))
                items[IndexOf(refusal.Id)].TrySetException(new AmazonSqsTransportException(Describe(refusal, attempt)));

            items = [.. refused.Where(refusal => !refusal.IsFinal && attempt < Attempts).Select(refusal => items[IndexOf(refusal.Id)])];
            if (items.Count == 0) return;

            await Task.Delay(Backoff.Of(FirstPause, attempt), time).ConfigureAwait(false);
        }
    }

    private static int IndexOf(string id) => int.Parse(id, CultureInfo.InvariantCulture);

    private static string Describe(BatchRefusal refusal, int attempt) =>
        $"AWS refused a message of a batch{(refusal.IsFinal ? "" : $" {attempt} times")}: {refusal.Code} {refusal.Message}".TrimEnd();
}
