using System.Text.Json.Nodes;

namespace AlertResponder.FakeServices.PagerDuty;

/// <summary>An incident of a <see cref="FakePagerDuty"/>, as it stood when it was asked for.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="DedupKey">The key that its events have in common.</param>
/// <param name="Status"><c>triggered</c>, <c>acknowledged</c> or <c>resolved</c>.</param>
/// <param name="Severity">The severity of the newest trigger.</param>
/// <param name="Summary">The summary of the trigger that opened it.</param>
/// <param name="Event">The newest trigger as it was sent, without the routing key.</param>
/// <param name="Log">What happened to it: <c>trigger</c>, <c>acknowledge</c>, <c>resolve</c>, with <c> by a person</c> where it was one.</param>
public sealed record FakeIncident(
    int Number, string DedupKey, string Status, string Severity, string Summary, JsonObject Event, IReadOnlyList<string> Log);

/// <summary>A call of the API.</summary>
/// <param name="Action">The event's action; empty where it has none.</param>
/// <param name="DedupKey">The event's key; empty where it has none.</param>
/// <param name="Body">The body as it came.</param>
/// <param name="At">When.</param>
/// <param name="Status">What was answered; 0 for a connection that was dropped.</param>
public sealed record FakePagerDutyCall(string Action, string DedupKey, string Body, DateTimeOffset At, int Status);
