using System.Globalization;
using AlertResponder.Contracts;
using AlertResponder.Emission.Rendering;

namespace AlertResponder.Emission.Tests;

/// <summary>Posts each report into a channel, and each verdict as a reply; while one is urgent, somebody is paged.</summary>
internal sealed class ChatEmitter(FakeChannel channel) : IEmitter<ChatState>
{
    public EmitStep<ChatState>? Next(EmittedReport report, ChatState state)
    {
        var id = report.Report.ReportId;
        if (state.Message is null)
            return EmitStep.Findable<ChatState>(
                "Post", "", async () => Posted(await channel.PostAsync(id, "opened", new Untrusted(report.Report.Title).Inline())),
                async _ => await channel.FindAsync(id, "opened") is { } found ? Posted(found) : null);

        var verdict = report.Unresolved is { } write ? int.Parse(write.Key, CultureInfo.InvariantCulture) : report.VerdictNumber;
        if (verdict > state.Verdict)
            return EmitStep.Findable<ChatState>(
                "Reply", $"{verdict}", async () =>
                {
                    await channel.PostAsync(id, $"verdict {verdict}", new Untrusted(report.Verdicts[verdict].Reason).Inline());
                    return Replied(verdict);
                },
                async _ => await channel.FindAsync(id, $"verdict {verdict}") is null ? null : Replied(verdict));

        var isUrgent = report.Verdict?.Severity == Severity.Urgent;
        return isUrgent == state.IsPaged ? null : EmitStep.Keyed<ChatState>("Page", async () =>
        {
            await channel.PageAsync(id, isUrgent);
            return change => change.IsPaged = isUrgent;
        });
    }

    public EmitPlace? Locate(ChatState state) =>
        state.Message is { } message ? new EmitPlace($"message {message}", $"https://chat.example/{message}", state.Verdict) : null;

    private static Action<ChatState> Posted(long message) => state => state.Message = message;

    private static Action<ChatState> Replied(int verdict) => state => state.Verdict = Math.Max(state.Verdict, verdict);
}

/// <summary>What was posted of a report.</summary>
internal sealed class ChatState
{
    public long? Message { get; set; }

    public int Verdict { get; set; }

    public bool IsPaged { get; set; }
}
