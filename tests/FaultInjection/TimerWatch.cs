using System.Collections.Concurrent;
using System.Text.Json;
using AlertResponder.TestKit.SqsSns;

namespace AlertResponder.FaultInjection.Tests;

/// <summary>Sees each timer that the outboxes of the reviewers deliver into their queue, also one that would be ignored there.</summary>
internal sealed class TimerWatch : IAsyncDisposable
{
    private const string UrnOfReviewer = "urn:message:AlertResponder.Reviewer.Reports:";

    private readonly ConcurrentQueue<Timer> _delivered = new();
    private FaultyProxy? _proxy;

    /// <summary>A timer in the queue.</summary>
    /// <param name="Kind">Its type.</param>
    /// <param name="MessageId">The id of its message.</param>
    /// <param name="ReportId">Its report.</param>
    public sealed record Timer(string Kind, Guid MessageId, Guid ReportId);

    public IReadOnlyCollection<Timer> Delivered => _delivered;

    /// <summary>Lets all services that are started from now on talk through it.</summary>
    public void Prepare(ServicesStack stack)
    {
        _proxy = FaultyProxy.Start(stack.Aws.Url);
        _proxy.Watch = Note;
        stack.Settings["AWS_ENDPOINT_URL"] = _proxy.Url.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null) await _proxy.DisposeAsync();
    }

    private void Note(string action, ReadOnlySpan<byte> body)
    {
        if (action is not ("SendMessage" or "SendMessageBatch")) return;

        using var request = JsonDocument.Parse(body.ToArray());
        var entries = action == "SendMessage" ? [request.RootElement] : request.RootElement.GetProperty("Entries").EnumerateArray().ToArray();
        foreach (var entry in entries)
        {
            using var envelope = JsonDocument.Parse(entry.GetProperty("MessageBody").GetString()!);
            var type = envelope.RootElement.GetProperty("messageType")[0].GetString()!;
            if (!type.StartsWith(UrnOfReviewer, StringComparison.Ordinal)) continue;

            _delivered.Enqueue(new(
                type[UrnOfReviewer.Length..],
                envelope.RootElement.GetProperty("messageId").GetGuid(),
                envelope.RootElement.GetProperty("message").GetProperty("reportId").GetGuid()));
        }
    }
}
