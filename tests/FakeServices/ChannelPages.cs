using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using AlertResponder.FakeServices.Slack;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AlertResponder.FakeServices;

/// <summary>Shows the channels of the stand-in for Slack: a page for browsers, plain text for everything else.</summary>
internal static class ChannelPages
{
    public static void MapChannels(this WebApplication app, FakeSlack slack) => app.MapGet("/channels", (HttpRequest request) =>
    {
        var text = Text(slack.Messages);
        return request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
            ? Results.Text($"<!doctype html><meta charset=utf-8><title>Channels</title><pre>{HtmlEncoder.Default.Encode(text)}</pre>", "text/html", Encoding.UTF8)
            : Results.Text(text, "text/plain", Encoding.UTF8);
    });

    private static string Text(IReadOnlyList<FakeSlackMessage> messages)
    {
        var text = new StringBuilder(messages.Count == 0 ? "No message yet.\n" : "");
        foreach (var message in messages.Where(message => message.ThreadTs is null).Reverse())
        {
            text.Append(CultureInfo.InvariantCulture, $"───── #{message.Channel}, updated {message.Updates} times\n{message.Plain}\n\n");
            foreach (var reply in messages.Where(reply => reply.ThreadTs == message.Ts))
                text.Append(CultureInfo.InvariantCulture, $"    ↳ {(reply.IsBroadcast ? "(also in the channel) " : "")}{reply.Plain.Replace("\n", "\n      ", StringComparison.Ordinal)}\n\n");
        }

        return text.ToString();
    }
}
