using System.Text.RegularExpressions;
using AlertResponder.Contracts;
using AlertResponder.Emission;
using AlertResponder.ServiceDefaults.Outbound;
using Microsoft.Extensions.Configuration;

namespace AlertResponder.Emitter.Slack;

/// <summary>Settings of the emitter, section <c>Slack</c>. docs/emitter-slack.md explains each.</summary>
internal sealed partial class SlackOptions : EmissionOptions
{
    public const string Section = "Slack";

    /// <summary>One message a second and channel, and 50 updates a minute: https://docs.slack.dev/apis/web-api/rate-limits.</summary>
    public SlackOptions() => (WritesPerMinute, WritesPerHour) = (50, 3_000);

    /// <summary>The bot's token. Without one nothing is posted.</summary>
    public string? Token { get; set => field = value?.Trim(); }

    public string? Channel { get; set => field = value?.Trim(); }

    /// <summary>Other channels for some reports; the first that fits is taken.</summary>
    public List<SlackRoute> Channels { get; set; } = [];

    /// <summary>A report is posted once its verdict is at least so bad.</summary>
    public Severity MinSeverity { get; set; } = Severity.Unclassified;

    /// <summary>Whether a message is posted again when nobody knows whether it came through, and the channel's history cannot be read.</summary>
    public bool RepeatUnread { get; set; } = true;

    /// <summary>As written, but for the slash at the end, without which the names of the methods would replace the last part.</summary>
    public Uri BaseUrl
    {
        get;
        set => field = value.IsAbsoluteUri && !value.AbsolutePath.EndsWith('/') ? new Uri(value.AbsoluteUri + "/") : value;
    } = new("https://slack.com/api/");

    /// <summary>Whether the token may travel in clear text to another machine: for a network that nobody else is on.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>What an operator has to set before this emitter does anything.</summary>
    public static IReadOnlyList<string> Missing(IConfiguration configuration) =>
        [.. new[] { nameof(Token), nameof(Channel) }.Where(name => string.IsNullOrWhiteSpace(configuration[$"{Section}:{name}"])).Select(name => $"{Section}__{name}")];

    public string ChannelOf(Severity severity, string ruleId) =>
        Channels.Find(route => (route.Severity ?? severity) == severity && (route.Rule ?? ruleId) == ruleId)?.Channel ?? Channel!;

    public IEnumerable<string> Validate()
    {
        const string anId = "the id of a channel, e.g. C0123456789";
        if (!HeaderSecret.Fits(Token)) yield return $"{Section}__{nameof(Token)} {HeaderSecret.Fault}";
        if (Channel is null || !ChannelId().IsMatch(Channel)) yield return Error(Section, nameof(Channel), Channel, anId);
        for (var number = 0; number < Channels.Count; number++)
        {
            var (route, name) = (Channels[number], $"{nameof(Channels)}__{number}__");
            if (route.Channel is null || !ChannelId().IsMatch(route.Channel)) yield return Error(Section, name + nameof(Channel), route.Channel, anId);
            if (route.Severity is Severity.Other) yield return Error(Section, name + nameof(Severity), "Other", "safe, unclassified or urgent");
            if (route is { Severity: null, Rule: null }) yield return $"{Section}__{name}{nameof(Channel)} is for every report: set {nameof(Severity)} or {nameof(route.Rule)} beside it";
        }

        if (MinSeverity == Severity.Other) yield return Error(Section, nameof(MinSeverity), "Other", "safe, unclassified or urgent");
        foreach (var error in AddressErrors(Section, nameof(BaseUrl), BaseUrl.OriginalString, AllowHttp).Concat(Validate(Section))) yield return error;
    }

    // A message is found, changed and linked by the id alone, which outlives a new name.
    [GeneratedRegex(@"\A[CG][A-Z0-9]{5,20}\z")]
    private static partial Regex ChannelId();
}

/// <summary>Another channel for the reports of a severity, a rule, or both.</summary>
internal sealed class SlackRoute
{
    public Severity? Severity { get; set; }

    public string? Rule { get; set; }

    public string? Channel { get; set; }
}
