namespace AlertResponder.TestKit;

/// <summary>Waits for a condition that comes about by itself, as long as it must and no longer.</summary>
public static class Patiently
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks again and again until the answer is yes.</summary>
    public static Task UntilAsync(Func<bool> condition, string what, int seconds = 30) =>
        UntilAsync(() => Task.FromResult(condition()), what, seconds);

    /// <summary>Asks again and again until the answer is yes.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what, int seconds = 30) =>
        await ForAsync(async () => await condition() ? new object() : null, what, seconds);

    /// <summary>Asks again and again until there is an answer.</summary>
    public static async Task<T> ForAsync<T>(Func<Task<T?>> find, string what, int seconds = 30)
        where T : class
    {
        var deadline = TimeProvider.System.GetTimestamp() + (seconds * TimeProvider.System.TimestampFrequency);
        // What is not there soon is asked for less often: a server that is asked all the time has less time for what is waited for.
        for (var pause = FirstPause; ; pause = pause * 1.25 < MaxPause ? pause * 1.25 : MaxPause)
        {
            if (await find() is { } found) return found;
            if (TimeProvider.System.GetTimestamp() > deadline) throw new TimeoutException($"not within {seconds} s: {what}");
            await Task.Delay(pause);
        }
    }
}
