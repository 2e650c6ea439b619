using AlertResponder.Emission;

namespace AlertResponder.Emitter.PagerDuty;

/// <summary>Settings of the emitter, section <c>PagerDuty</c>. docs/emitter-pagerduty.md explains each.</summary>
internal sealed class PagerDutyOptions : EmissionOptions
{
    public const string Section = "PagerDuty";
    private const int KeyLength = 32; // https://developer.pagerduty.com/docs/send-alert-event#parameters

    /// <summary>Alarms need no distance between them, but PagerDuty takes about 120 events of a key in a minute.</summary>
    public PagerDutyOptions() => (WriteInterval, WritesPerMinute, WritesPerHour) = (TimeSpan.Zero, 100, 6_000);

    /// <summary>The integration key of a service. Without one nothing is sent.</summary>
    public string? RoutingKey { get; set => field = value?.Trim(); }

    public string BaseUrl { get; set; } = "https://events.pagerduty.com";

    /// <summary>Whether the key may travel in clear text to another machine: for a network that nobody else is on.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>Whether a report that could not be classified is an alarm of severity warning.</summary>
    public bool WarnUnclassified { get; set; }

    public Uri Endpoint => new($"{BaseUrl.TrimEnd('/')}/v2/enqueue");

    public IEnumerable<string> Validate()
    {
        if (RoutingKey is not { Length: KeyLength } || RoutingKey.Any(character => character is <= ' ' or > '~')) // never shown
            yield return $"{Section}__{nameof(RoutingKey)} is not the integration key of an Events API v2 integration: {KeyLength} printable characters are allowed";
        foreach (var error in AddressErrors(Section, nameof(BaseUrl), BaseUrl, AllowHttp).Concat(Validate(Section))) yield return error;
    }
}
