using System.Globalization;
using System.Text.Json.Nodes;
using AlertResponder.Contracts;
using AlertResponder.Emission;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AlertResponder.Emitter.Slack;

/// <summary>Posts each report as a message, keeps that one up to date, and replies to it with each further verdict.</summary>
internal sealed class SlackEmitter(SlackClient client, SlackWorkspace workspace, IOptions<SlackOptions> options, ILogger<SlackEmitter> logger)
    : IEmitter<SlackState>, IEmitTarget
{
    /// <summary>So often a message whose fate cannot be read is posted again.</summary>
    public const int MaxRepeats = 3;

    private readonly SlackOptions _options = options.Value;

    public string? Key => workspace.Key;

    public bool IsOpen => workspace.IsOpen;

    public Task<string?> RefusalAsync(bool again = false) => workspace.RefusalAsync(again);

    public EmitStep<SlackState>? Next(EmittedReport report, SlackState state)
    {
        if (state.Ts is null) return IsWanted(report, state) ? Post(report, state) : null;
        if (report.Unresolved is { Step: nameof(Reply) } write) return Reply(report, state, int.Parse(write.Key, CultureInfo.InvariantCulture));
        if (state.Duplicates is [var duplicate, ..]) return Delete(state, duplicate);
        // Before a reply: when a person has deleted the message, nothing is to follow.
        var message = Message(report, state);
        if (SlackText.Hash(message) is var hash && hash != state.Shown && !report.IsPassedBy(nameof(Update))) return Update(report, state, message, hash);
        var untold = report.Verdicts.Keys.Where(number => number > state.Verdict).ToList();
        return untold.Count == 0 ? null : Reply(report, state, untold.Min());
    }

    public EmitStep<SlackState>? CheckForDuplicates(EmittedReport report, SlackState state, DateTimeOffset since) =>
        state.Ts is null ? null : EmitStep.Keyed<SlackState>(nameof(CheckForDuplicates), async () =>
        {
            var (mark, channel, ts) = (new SlackMark(report.Key, report.Report.ReportId), state.Channel!, state.Ts);
            var posts = Own(mark, (await client.ReadAsync(channel, null, since)).Messages, nameof(Post)).Where(post => post.Ts != ts);
            var replies = Own(mark, (await client.ReadAsync(channel, ts, since)).Messages, nameof(Reply)).GroupBy(reply => reply.Verdict).SelectMany(same => same.Skip(1));
            string[] duplicates = [.. posts.Concat(replies).Select(message => message.Ts)];
            return change => change.Duplicates = duplicates;
        });

    public EmitPlace? Locate(SlackState state) => state.Ts is null ? null : new EmitPlace($"message in {state.Channel}", state.Url, state.Verdict);

    private bool IsWanted(EmittedReport report, SlackState state) => report.Unresolved is { Step: nameof(Post) }
        || (report.Verdict?.Severity >= _options.MinSeverity && report.VerdictNumber > state.Verdict);

    private EmitStep<SlackState> Post(EmittedReport report, SlackState state)
    {
        var (mark, number, verdict) = (new SlackMark(report.Key, report.Report.ReportId), report.VerdictNumber, report.Verdict!);
        // A try of which nobody knows is looked for where it was made.
        var channel = state.Channel ?? _options.ChannelOf(verdict.Severity, report.Report.RuleId);
        var message = Message(report, state);
        var hash = SlackText.Hash(message);
        var step = EmitStep.Findable<SlackState>(
            nameof(Post), "",
            async () =>
            {
                var body = Unfolded(Addressed(message, channel, mark.Of(nameof(Post), number)));
                return await client.WriteAsync(body, MayShrink(state)) is { } ts ? Posted(ts, number, hash) : Shrink;
            },
            async since =>
            {
                var (messages, unread) = await client.ReadAsync(channel, null, since);
                if (unread is not null) return Unread(report, state, nameof(Post), unread, change => change.Verdict = Math.Max(change.Verdict, change.Opened));
                return Own(mark, messages, nameof(Post)).FirstOrDefault() is { Ts: { } ts } found ? Posted(ts, found.Verdict, hash: null) : null;
            });
        return step with { Intent = change => (change.Channel, change.Opened) = (channel, number) };

        Action<SlackState> Posted(string ts, int verdictNumber, string? hash) => change =>
        {
            (change.Ts, change.Opened, change.Shown) = (ts, verdictNumber, hash);
            change.Verdict = Math.Max(change.Verdict, verdictNumber);
            change.Url = workspace.Url is { } url ? $"{url}archives/{channel}/p{ts.Replace(".", "", StringComparison.Ordinal)}" : null;
            (change.IsRepeat, change.Repeats) = (change.IsRepeat || change.Repeats > 0, 0);
        };
    }

    private EmitStep<SlackState> Update(EmittedReport report, SlackState state, JsonObject message, string hash)
    {
        var step = EmitStep.Keyed<SlackState>(nameof(Update), async () =>
        {
            var body = Addressed(message, state.Channel!, new SlackMark(report.Key, report.Report.ReportId).Of(nameof(Post), state.Opened));
            body["ts"] = state.Ts;
            return await client.WriteAsync(body, MayShrink(state)) is null ? Shrink : change => change.Shown = hash;
        });
        return step with { IsDecoration = true };
    }

    private EmitStep<SlackState> Reply(EmittedReport report, SlackState state, int number)
    {
        var (mark, verdict) = (new SlackMark(report.Key, report.Report.ReportId), report.Verdicts[number]);
        return EmitStep.Findable<SlackState>(
            nameof(Reply), number.ToString(CultureInfo.InvariantCulture),
            async () =>
            {
                var message = SlackText.Reply(report.Report, verdict, state.MaxCharacters, state.Repeats > 0);
                var body = Unfolded(Addressed(message, state.Channel!, mark.Of(nameof(Reply), number)));
                body["thread_ts"] = state.Ts;
                // Who follows the channel does not see what stands in a thread.
                body["reply_broadcast"] = verdict.Severity == Severity.Urgent && report.Verdicts.GetValueOrDefault(state.Verdict)?.Severity != Severity.Urgent;
                return await client.WriteAsync(body, MayShrink(state)) is null ? Shrink : Replied;
            },
            async since =>
            {
                var (messages, unread) = await client.ReadAsync(state.Channel!, state.Ts, since);
                if (unread is not null) return Unread(report, state, nameof(Reply), unread, Replied);
                return Own(mark, messages, nameof(Reply)).Any(reply => reply.Verdict == number) ? Replied : null;
            });

        void Replied(SlackState change) => (change.Verdict, change.Repeats) = (Math.Max(change.Verdict, number), 0);
    }

    private EmitStep<SlackState> Delete(SlackState state, string duplicate)
    {
        var step = EmitStep.Keyed<SlackState>(nameof(Delete), async () =>
        {
            await client.DeleteAsync(state.Channel!, duplicate);
            return change => change.Duplicates = [.. change.Duplicates.Where(other => other != duplicate)];
        });
        return step with { IsDecoration = true };
    }

    /// <summary>It may have come through or not, and nobody can look: it is done again, or counts as done.</summary>
    private Action<SlackState> Unread(EmittedReport report, SlackState state, string step, string reason, Action<SlackState> presumed)
    {
        var isRepeated = _options.RepeatUnread && state.Repeats < MaxRepeats;
        Log.Unread(
            logger, report.Report.ReportId, step, state.Channel!, reason,
            isRepeated ? "it is posted again, marked as a possible repeat" : "it is not posted again: look whether it is there");
        return isRepeated ? change => change.Repeats++ : presumed + (change => change.Repeats = 0);
    }

    private JsonObject Message(EmittedReport report, SlackState state) => SlackText.Message(
        report.Report, report.Verdict!, _options.ReportAddress(report.Report.ReportId), state.MaxCharacters,
        state.IsRepeat || (state.Ts is null && state.Repeats > 0));

    private IEnumerable<(string Ts, int Verdict)> Own(SlackMark mark, IEnumerable<SlackMessage> messages, string step) => messages
        .Where(message => workspace.BotId is null || message.BotId == workspace.BotId)
        .Select(message => (message.Ts, Verdict: mark.Verdict(message.Metadata, step)))
        .Where(message => message.Verdict is not null).Select(message => (message.Ts, message.Verdict!.Value));

    private static JsonObject Addressed(JsonObject message, string channel, JsonObject metadata)
    {
        var body = (JsonObject)message.DeepClone();
        (body["channel"], body["metadata"], body["parse"], body["link_names"]) = (channel, metadata, "none", false);
        return body;
    }

    /// <summary>A new message: Slack is to fetch no address that stands in it, and to read its title as plain text.</summary>
    private static JsonObject Unfolded(JsonObject body)
    {
        (body["unfurl_links"], body["unfurl_media"], body["mrkdwn"]) = (false, false, false);
        return body;
    }

    private static bool MayShrink(SlackState state) => state.MaxCharacters > SlackText.MinCharacters;

    private static void Shrink(SlackState change) => change.MaxCharacters /= 2;
}
