using AlertResponder.Reviewer.Aggregation;
using CsCheck;

namespace AlertResponder.Reviewer.Tests.Aggregation;

public sealed class AlertsToKeepTests
{
    [Fact]
    public void First_and_last_stay_whatever_order_they_come_in() =>
        Gen.Int[0, 400].SelectMany(count => Gen.Shuffle(Enumerable.Range(0, count).ToArray())).Select(Gen.Int[1, 50]).Sample((order, batch) =>
        {
            var kept = new List<AlertPlace>();
            foreach (var coming in order.Select(Place).Chunk(batch))
            {
                var (add, remove) = AlertsToKeep.Choose(kept, coming);
                kept = [.. kept.Except(remove), .. add];
            }

            var all = order.Order().Select(Place).ToList();
            kept.Should().BeEquivalentTo(all.Take(AlertsToKeep.First).Concat(all.Skip(AlertsToKeep.First).TakeLast(AlertsToKeep.Last)));
        }, iter: 200);

    private static AlertPlace Place(int number) => new(Some.Noon.AddSeconds(number), new Guid(number, 0, 0, new byte[8]));
}
