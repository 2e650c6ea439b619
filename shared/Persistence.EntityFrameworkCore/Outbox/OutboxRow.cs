using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MassTransit;
using MassTransit.Serialization;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>A message that is committed and not yet delivered.</summary>
internal sealed class OutboxRow
{
    public const string Table = "outbox";

    /// <summary>
    /// Due whatever the clock says: a message that was never delayed must not wait when the clock is set back. PostgreSQL has it as
    /// <c>-infinity</c>, SQLite as 0.
    /// </summary>
    public static readonly DateTimeOffset DueImmediately = DateTimeOffset.MinValue;

    /// <summary>How long a row belongs to the process that writes or takes it, where several processes deliver.</summary>
    public static readonly TimeSpan ClaimTime = TimeSpan.FromSeconds(30);

    // A sender that is slow or was put to sleep must not send what another has taken over by now.
    private static readonly TimeSpan ClaimMargin = TimeSpan.FromSeconds(10);
    private static readonly string EnvelopeContentType = SystemTextJsonMessageSerializer.JsonContentType.ToString();

    public long Id { get; set; }
    public Guid MessageId { get; set; }
    public string Destination { get; set; } = "";

    /// <summary>The type's name when the message was published: what it fans out to is the transport's to know at the time of delivery.</summary>
    public string? PublishedType { get; set; }

    public string ContentType { get; set; } = "";
    public string Body { get; set; } = "";
    public string? Headers { get; set; }

    /// <summary>When it is due; later after each fault, and null once there were too many.</summary>
    public DateTimeOffset? AvailableAt { get; set; }

    public Guid? ScheduleToken { get; set; }
    public string? TraceParent { get; set; }
    public int Attempts { get; set; }
    public DateTimeOffset? FaultedAt { get; set; }
    public string? FaultEndpoint { get; set; }
    public string? FaultType { get; set; }
    public string? FaultMessage { get; set; }

    /// <summary>How often the transport did not take the row in this process; not stored.</summary>
    public int SendFailures { get; set; }

    /// <summary>Since when this process has the row, as a timestamp of the stopwatch; not stored.</summary>
    public long ClaimedAt { get; set; } = Stopwatch.GetTimestamp();

    public bool IsClaimed => Stopwatch.GetElapsedTime(ClaimedAt) < ClaimTime - ClaimMargin;

    public static OutboxRow From<T>(SendContext<T> context, IBusTopology topology, DateTimeOffset now)
        where T : class
    {
        var destination = context.DestinationAddress ?? throw new MessageException(typeof(T), "a message for the outbox needs a destination");
        var row = new OutboxRow
        {
            MessageId = context.MessageId ?? throw new MessageException(typeof(T), "a message for the outbox needs a MessageId"),
            Destination = destination.ToString(),
            // A scheduled publish arrives here as a send to the type's address, so the address tells, not the way it came.
            PublishedType = topology.TryGetPublishAddress<T>(out var publish) && publish == destination ? NameOf(typeof(T)) : null,
            AvailableAt = context.Delay is { } delay && delay > TimeSpan.Zero ? now + delay : DueImmediately,
            ScheduleToken = context.ScheduledMessageId,
            TraceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: var id } ? id : null,
        };
        context.Delay = null;
        row.Body = context.Serializer.GetMessageBody(context).GetString();
        row.ContentType = (context.ContentType ?? context.Serialization.DefaultContentType).ToString();
        // MassTransit's envelope carries the headers itself.
        row.Headers = row.ContentType == EnvelopeContentType ? null : Write(context.Headers);
        return row;
    }

    public Headers ReadHeaders()
    {
        var headers = new DictionarySendHeaders();
        if (Headers is null) return headers;
        foreach (var (key, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(Headers)!) headers.Set(key, value);
        return headers;
    }

    private static string NameOf(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";

    private static string? Write(SendHeaders headers)
    {
        Dictionary<string, string>? kept = null;
        foreach (var (key, value) in headers.GetAll())
            if (value is not null && Convert.ToString(value, CultureInfo.InvariantCulture) is { } text) (kept ??= [])[key] = text;
        return kept is null ? null : JsonSerializer.Serialize(kept);
    }
}
