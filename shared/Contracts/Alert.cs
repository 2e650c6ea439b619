using System.Text.Json;

namespace AlertResponder.Contracts;

/// <summary>One security alert, in the one form that every service understands.</summary>
public sealed record Alert
{
    /// <summary>Who detected: the product. 1 to 256 characters.</summary>
    public required string Detector { get; init; }

    /// <summary>The rule that fired, by the detector's id. 1 to 512 characters.</summary>
    public required string RuleId { get; init; }

    /// <summary>The rule's name for people, where the detector gives one. At most 512 characters.</summary>
    public string? RuleName { get; init; }

    /// <summary>What makes two alerts of one rule the same incident. At most 1,024 characters; empty counts as absent.</summary>
    public string? Key { get; init; }

    /// <summary>One line for people. 1 to 512 characters.</summary>
    public required string Title { get; init; }

    /// <summary>More for people. At most 128 KiB of UTF-8.</summary>
    public string? Description { get; init; }

    /// <summary>The sender's opinion of the severity, mapped to 0 (none) to 10 (worst).</summary>
    public double? SeverityHint { get; init; }

    /// <summary>When the detector saw it first, in UTC.</summary>
    public DateTimeOffset? FirstSeen { get; init; }

    /// <summary>When the detector saw it last, in UTC.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>What the alert names: addresses, domains, hashes. At most 200, with normalized values (<see cref="AttributeValue"/>).</summary>
    public IReadOnlyList<AlertAttribute> Attributes { get; init; } = [];

    /// <summary>
    /// The alert's own element of the sender's document. Over 64 KiB it is the object <c>{"cut": {"length", "sha256", "text"}}</c>:
    /// the whole's length in bytes, its SHA-256 in lower hex, and as much of its text as fits.
    /// </summary>
    public JsonElement? Body { get; init; }

    /// <summary>How the alert came in.</summary>
    public required AlertSource Source { get; init; }
}

/// <summary>Something that an alert, or an inspector, names.</summary>
public sealed record AlertAttribute
{
    /// <summary>What it is. Known: <c>ipaddr, domain, username, filehashvalue, json, url</c>; others pass through.</summary>
    public required string Type { get; init; }

    /// <summary>The value, normalized by <see cref="AttributeValue.Normalize"/>.</summary>
    public required string Value { get; init; }

    /// <summary>The sender's name for it, for people. No part of the identity.</summary>
    public string? Key { get; init; }

    /// <summary>Its part in the event. Known: <c>remote, local, subject, object, client, server, file, additional</c>; others pass through.</summary>
    public IReadOnlyList<string> Context { get; init; } = [];

    /// <summary>When it was seen, in UTC.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>How an alert came in.</summary>
/// <param name="Format">The adapter that read it: <c>alertresponder, deepalert, guardduty</c>.</param>
/// <param name="Sender">Name of the API key or of the queue; null where neither is.</param>
/// <param name="MessageId">The sender's own id of the message, where it has one.</param>
public sealed record AlertSource(string Format, string? Sender = null, string? MessageId = null);
