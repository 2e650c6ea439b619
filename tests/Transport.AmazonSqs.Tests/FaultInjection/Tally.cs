using System.Collections.Concurrent;
using AlertResponder.TestKit;

namespace AlertResponder.Transport.AmazonSqs.Tests.FaultInjection;

/// <summary>Counts how often each number was handled.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<int, int> _counts = new();

    public int Distinct => _counts.Count;

    /// <summary>Numbers that were handled more than once.</summary>
    public IReadOnlyCollection<int> Repeated => [.. _counts.Where(entry => entry.Value > 1).Select(entry => entry.Key)];

    /// <summary>How often a number was handled.</summary>
    public int this[int number] => _counts.GetValueOrDefault(number);

    public void Add(int number) => _counts.AddOrUpdate(number, 1, static (_, count) => count + 1);

    /// <summary>Waits until each number was handled at least once.</summary>
    public async Task HasAllAsync(IReadOnlyCollection<int> numbers, int seconds = 30)
    {
        try
        {
            await Patiently.UntilAsync(() => numbers.All(_counts.ContainsKey), "all are handled", seconds);
        }
        catch (TimeoutException)
        {
            numbers.Where(number => !_counts.ContainsKey(number)).Should().BeEmpty("these are lost of {0}", numbers.Count);
        }
    }
}
