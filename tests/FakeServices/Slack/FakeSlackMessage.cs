using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AlertResponder.FakeServices.Slack;

/// <summary>A message of a <see cref="FakeSlack"/>, as it stood when it was asked for.</summary>
/// <param name="Channel">The id of its channel.</param>
/// <param name="Ts">What it is called by.</param>
/// <param name="ThreadTs">What it is a reply to; null when it is none.</param>
/// <param name="IsBroadcast">Whether it is a reply that the channel shows as well.</param>
/// <param name="BotId">Whose it is.</param>
/// <param name="Body">What was sent: text, blocks, metadata.</param>
/// <param name="Updates">How often it was updated.</param>
public sealed partial record FakeSlackMessage(string Channel, string Ts, string? ThreadTs, bool IsBroadcast, string BotId, JsonObject Body, int Updates)
{
    /// <summary>The texts of its blocks, in order.</summary>
    public IReadOnlyList<string> Texts =>
        [.. (Body["blocks"] as JsonArray ?? []).Select(block => block?["text"]?["text"]?.GetValue<string>()).OfType<string>()];

    /// <summary>What Slack makes links and mentions of: https://docs.slack.dev/messaging/formatting-message-text.</summary>
    public IReadOnlyList<string> Controls =>
    [
        .. (Body["blocks"] as JsonArray ?? []).Select(block => block?["text"]).Where(text => text?["type"]?.GetValue<string>() == "mrkdwn").SelectMany(text =>
        {
            var written = text!["text"]!.GetValue<string>();
            var found = Control().Matches(written).Select(match => match.Value);
            // Without this Slack looks for addresses and for names of channels itself.
            return text["verbatim"]?.GetValue<bool>() == true ? found : found.Concat(Address().Matches(written).Select(match => match.Value));
        }),
    ];

    /// <summary>All of it as people see it, without formatting.</summary>
    public string Plain => string.Join('\n', Texts).Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal)
        .Replace("&amp;", "&", StringComparison.Ordinal);

    [GeneratedRegex("<[^<>]*>")]
    private static partial Regex Control();

    [GeneratedRegex(@"\bhttps?://\S+|\b[a-z0-9-]+\.(?:com|net|org|example)\b|#[a-z]+", RegexOptions.IgnoreCase)]
    private static partial Regex Address();
}

/// <summary>A call of the API.</summary>
/// <param name="Method">The method's name.</param>
/// <param name="Body">The body as it came.</param>
/// <param name="At">When.</param>
/// <param name="Status">The HTTP status that was answered; 0 for a connection that was dropped.</param>
/// <param name="Error">The error that was answered; null for none.</param>
public sealed record FakeSlackCall(string Method, string Body, DateTimeOffset At, int Status, string? Error);
