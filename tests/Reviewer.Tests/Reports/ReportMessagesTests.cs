using System.Text.Json;
using System.Text.Json.Nodes;
using AlertResponder.Contracts;
using AlertResponder.Reviewer.Reports;
using MassTransit;
using MassTransit.Serialization;

namespace AlertResponder.Reviewer.Tests.Reports;

/// <summary>The form in which a review waits in the reviewer's own queues: a later release has to read what this one has sent.</summary>
public sealed class ReportMessagesTests
{
    private static readonly JsonSerializerOptions Options = SystemTextJsonMessageSerializer.Options;

    private static readonly ReviewRequested Request = Judgement.Begin(Some.Report(), Some.Noon, "all answered");

    private static readonly VerdictReached Answer = new()
    {
        ReportId = Request.ReportId,
        AlertId = Request.AlertId,
        ReviewNumber = 2,
        BasedOnVersion = 7,
        Verdict = Some.Verdict(Severity.Urgent) with { Missing = ["virustotal has not answered on ipaddr 198.18.7.9"] },
    };

    [Fact]
    public void Fields_have_these_names()
    {
        Names(Request).Should().Equal("reportId", "alertId", "reviewNumber", "basedOnVersion", "report");
        Names(Answer).Should().Equal("reportId", "alertId", "reviewNumber", "basedOnVersion", "verdict");
    }

    [Fact]
    public void Messages_arrive_as_they_were_sent()
    {
        Read<ReviewRequested>(Write(Request)).Should().BeEquivalentTo(Request);
        Read<VerdictReached>(Write(Answer)).Should().BeEquivalentTo(Answer);
    }

    [Fact]
    public void Fields_of_a_newer_version_are_ignored()
    {
        Read<ReviewRequested>(WithUnknown(Request)).Should().BeEquivalentTo(Request);
        Read<VerdictReached>(WithUnknown(Answer)).Should().BeEquivalentTo(Answer);
    }

    [Fact]
    public void They_are_named_as_the_reviewers_own()
    {
        MessageUrn.ForTypeString<ReviewRequested>().Should().Be("urn:message:AlertResponder.Reviewer.Reports:ReviewRequested");
        MessageUrn.ForTypeString<VerdictReached>().Should().Be("urn:message:AlertResponder.Reviewer.Reports:VerdictReached");
    }

    private static IEnumerable<string> Names<T>(T message) => Write(message).Select(field => field.Key);

    private static JsonObject WithUnknown<T>(T message)
    {
        var json = Write(message);
        json["fromTheFuture"] = new JsonObject { ["a"] = new JsonArray(1, "two", null) };
        return json;
    }

    private static JsonObject Write<T>(T message) => JsonSerializer.SerializeToNode(message, Options)!.AsObject();

    private static T Read<T>(JsonObject json) => json.Deserialize<T>(Options)!;
}
