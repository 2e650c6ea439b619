using AlertResponder.Contracts;

namespace AlertResponder.Reviewer.Reports;

/// <summary>What a report keeps of where emitters say that they have written, which is foreign text like any other. Pure: changes the report.</summary>
internal static class EmittedPlaces
{
    private const int MaxPlaces = 10;
    private const int MaxPlaceLength = 100;
    private const int MaxUrlLength = 512;

    /// <summary>Takes what an emitter says; an older place than the one that is known, and one without an emitter's name, is left out.</summary>
    public static void Take(Report report, ReportEmitted message, DateTimeOffset now)
    {
        if (!InspectorAnswer.IsName(message.Emitter) || string.IsNullOrWhiteSpace(message.Place)) return;
        var place = new EmittedPlace(
            message.Emitter,
            TextNormalizer.Normalize(TextNormalizer.Shorten(message.Place, MaxPlaceLength)),
            Address(message.Url),
            Math.Clamp(message.VerdictNumber, 0, report.VerdictNumber),
            message.At < now ? message.At.ToUniversalTime() : now);

        var places = report.Content.Emitted ??= [];
        var known = places.FindIndex(other => other.Emitter == place.Emitter);
        if (known < 0 && places.Count == MaxPlaces) return;
        if (known >= 0 && (places[known].VerdictNumber > place.VerdictNumber || places[known] with { At = place.At } == place)) return;

        if (known >= 0) places[known] = place;
        else places.Add(place);
        // Not a change that is published: emitters would update what they have written because they have written it.
        report.Note(now, "emitted", place.VerdictNumber == 0 ? place.Place : $"verdict {place.VerdictNumber}: {place.Place}", place.Emitter);
    }

    // Shown to people and handed on to other emitters: nothing but an address of the web, in ASCII.
    private static string? Address(string? url) =>
        url is { Length: <= MaxUrlLength } && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http"
        && address.UserInfo.Length == 0 && address.AbsoluteUri.Length <= MaxUrlLength
            ? address.AbsoluteUri
            : null;
}
