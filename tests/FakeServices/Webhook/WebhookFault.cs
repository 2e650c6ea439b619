namespace AlertResponder.FakeServices.Webhook;

/// <summary>Something that goes wrong with one request.</summary>
public sealed record WebhookFault
{
    private WebhookFault()
    {
    }

    internal int? Status { get; private init; }

    internal IReadOnlyDictionary<string, string> Headers { get; private init; } = new Dictionary<string, string>();

    internal string? Body { get; private init; }

    internal bool DoesTheWork { get; private init; }

    internal bool Drops { get; private init; }

    internal bool Hangs { get; private init; }

    internal Func<Task>? Waits { get; private init; }

    /// <summary>Nothing is taken, and a status is answered.</summary>
    /// <param name="status">The status.</param>
    /// <param name="headers">Headers of the answer, e.g. <c>Retry-After</c>, <c>Location</c>.</param>
    /// <returns>The fault.</returns>
    public static WebhookFault Error(int status, params (string Name, string Value)[] headers) =>
        new() { Status = status, Headers = headers.ToDictionary(header => header.Name, header => header.Value) };

    /// <summary>It is taken, and the answer has a body.</summary>
    /// <param name="body">The body.</param>
    /// <returns>The fault.</returns>
    public static WebhookFault LongAnswer(string body) => new() { DoesTheWork = true, Body = body };

    /// <summary>It is taken, and the answer comes late.</summary>
    /// <param name="until">When.</param>
    /// <returns>The fault.</returns>
    public static WebhookFault LateAnswer(Func<Task> until) => new() { DoesTheWork = true, Waits = until };

    /// <summary>The connection is lost, and nothing was taken.</summary>
    /// <returns>The fault.</returns>
    public static WebhookFault DropBefore() => new() { Drops = true };

    /// <summary>It is taken, and the connection is lost before the answer.</summary>
    /// <returns>The fault.</returns>
    public static WebhookFault DropAfter() => new() { Drops = true, DoesTheWork = true };

    /// <summary>Nothing is taken, and there is no answer; it ends when the sender hangs up, or with the receiver.</summary>
    /// <returns>The fault.</returns>
    public static WebhookFault Hang() => new() { Hangs = true };
}
