using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AlertResponder.TestKit;

namespace AlertResponder.Contracts.Tests;

/// <summary>What docs/extend/other-languages.md shows is what goes over the wire, and the sample that a test runs.</summary>
public sealed partial class OtherLanguagesTests
{
    private static readonly string Docs = File.ReadAllText(Repository.File("docs/extend/other-languages.md"));

    [Fact]
    public void Request_is_the_golden_one()
    {
        var envelope = JsonNode.Parse(Blocks("json")[0])!;

        Wire.Text(envelope["message"]!).Should().Be(File.ReadAllText(Wire.GoldenPath(nameof(InspectionRequested))));
        envelope["messageType"]!.AsArray().Should().ContainSingle().Which!.GetValue<string>().Should().Be("urn:message:AlertResponder.Contracts:InspectionRequested");
    }

    [Fact]
    public void Answer_is_one_to_the_request_and_has_nothing_that_the_contract_does_not_know()
    {
        var (request, envelope) = (JsonNode.Parse(Blocks("json")[0])!["message"]!, JsonNode.Parse(Blocks("json")[1])!);
        var answer = Wire.Read(typeof(InspectionCompleted), envelope["message"]!).Should().BeOfType<InspectionCompleted>().Subject;

        answer.InspectionId.Should().Be(request["inspectionId"]!.GetValue<Guid>());
        answer.Outcome.Should().Be(InspectionOutcome.Found);
        answer.Findings.Should().ContainSingle().Which.Host!.Owner.Should().Equal("ops");
        envelope["messageType"]!.AsArray().Should().ContainSingle().Which!.GetValue<string>().Should().Be("urn:message:AlertResponder.Contracts:InspectionCompleted");
        Names(envelope["message"]!).Should().BeSubsetOf(Names(JsonNode.Parse(File.ReadAllText(Wire.GoldenPath(nameof(InspectionCompleted))))!));
    }

    [Fact]
    public void Program_is_the_sample() => Blocks("python").Should().Equal(File.ReadAllText(Repository.File("samples/inspector-python/inspector.py")));

    private static List<string> Blocks(string language) =>
        [.. Block().Matches(Docs).Where(block => block.Groups[1].Value == language).Select(block => block.Groups[2].Value)];

    private static HashSet<string> Names(JsonNode? node) => node switch
    {
        JsonObject fields => [.. fields.SelectMany(field => Names(field.Value).Prepend(field.Key))],
        JsonArray items => [.. items.SelectMany(Names)],
        _ => [],
    };

    [GeneratedRegex("^```(\\w+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
