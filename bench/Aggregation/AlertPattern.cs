namespace AlertResponder.Bench.Aggregation;

/// <summary>Which alerts of a round are repeats of which.</summary>
/// <param name="FirstKey">The number of the first key.</param>
/// <param name="Keys">How many keys there are, each of which opens a report unless it has one.</param>
/// <param name="Alerts">How many alerts, the same number of each key or one more.</param>
internal sealed record AlertPattern(long FirstKey, int Keys, int Alerts)
{
    // The same order for everybody who is measured.
    private const int Seed = 20_260_301;

    /// <summary>The key of each alert; repeats come in no order.</summary>
    public long[] Sequence()
    {
        var keys = new long[Alerts];
        for (var alert = 0; alert < Alerts; alert++) keys[alert] = FirstKey + (alert % Keys);
        new Random(Seed).Shuffle(keys);
        return keys;
    }
}
