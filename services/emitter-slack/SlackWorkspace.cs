using AlertResponder.Emission;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Emitter.Slack;

/// <summary>Asks whose token it is, and whether Slack takes anything with it: before the first message, every hour, and after a refusal.</summary>
internal sealed class SlackWorkspace(SlackClient client, TimeProvider time, ILogger<SlackEmitter> logger)
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromHours(1);

    private volatile Answer? _answer;

    /// <summary>The workspace and the app: another one could not change what this one has posted.</summary>
    public string? Key { get; private set; }

    /// <summary>Where people see it, with a slash at the end.</summary>
    public string? Url { get; private set; }

    /// <summary>What the app's own messages bear.</summary>
    public string? BotId { get; private set; }

    public bool IsOpen => _answer is { Refusal: null } answer && IsBelieved(answer);

    public async Task<string?> RefusalAsync(bool again)
    {
        var known = _answer;
        if (!again && known is not null && IsBelieved(known)) return known.Refusal;
        string? refusal = null;
        try
        {
            (Key, Url, BotId) = await client.AskAsync();
        }
        catch (EmitException failure) when (failure.Kind == EmitFailure.Refused)
        {
            refusal = failure.Message;
        }
        catch (Exception exception)
        {
            var failure = EmitException.From(exception);
            Log.Unknown(logger, failure.Message);
            throw failure;
        }

        if (refusal is not null && refusal != known?.Refusal) Log.Refused(logger, refusal);
        if (refusal is null && known?.Refusal is not null) Log.Accepted(logger);
        _answer = new Answer(refusal, time.GetTimestamp());
        return refusal;
    }

    // A refusal is asked again after each pause.
    private bool IsBelieved(Answer answer) => answer.Refusal is null && time.GetElapsedTime(answer.AskedAt) < CheckInterval;

    private sealed record Answer(string? Refusal, long AskedAt);
}
