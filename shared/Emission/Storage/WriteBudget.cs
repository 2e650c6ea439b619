namespace AlertResponder.Emission.Storage;

/// <summary>When the next write may begin (pure).</summary>
internal static class WriteBudget
{
    /// <param name="begun">The writes that matter.</param>
    /// <param name="pausedUntil">Until when the target asked for no calls.</param>
    /// <param name="interval">Between two writes.</param>
    /// <returns>The earliest time; in the past when it may begin at once.</returns>
    public static DateTimeOffset NextAt(BegunWrites begun, DateTimeOffset? pausedUntil, TimeSpan interval) => new[]
    {
        pausedUntil,
        begun.Latest + interval,
        begun.OfMinute?.AddMinutes(1),
        begun.OfHour?.AddHours(1),
    }.Max() ?? DateTimeOffset.MinValue;
}

/// <summary>The begun writes that decide about the next one; null where there were not so many.</summary>
/// <param name="Latest">When the latest one began.</param>
/// <param name="OfMinute">When the one began that is as many back as a minute may have.</param>
/// <param name="OfHour">The same for an hour.</param>
internal readonly record struct BegunWrites(DateTimeOffset? Latest, DateTimeOffset? OfMinute, DateTimeOffset? OfHour);
