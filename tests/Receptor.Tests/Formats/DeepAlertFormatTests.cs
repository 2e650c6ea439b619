using AlertResponder.Contracts;
using AlertResponder.Receptor.Formats;

namespace AlertResponder.Receptor.Tests.Formats;

public sealed class DeepAlertFormatTests
{
    private static readonly DeepAlertFormat Format = new();

    [Fact]
    public void Sample_is_read_field_by_field()
    {
        var seen = new DateTimeOffset(2026, 5, 4, 10, 20, 30, 125, TimeSpan.Zero);
        Format.ReadGood(Samples.DeepAlert).Should().BeEquivalentTo(new Alert
        {
            Detector = "falcon-stream",
            RuleId = "download-new-domain",
            RuleName = "Executable downloaded from a new domain",
            Key = "ws-4711/9b0f1c2d",
            Title = "Executable downloaded from a new domain",
            Description = "A workstation fetched and started a program from a domain that was registered this week",
            FirstSeen = seen,
            LastSeen = seen,
            Attributes =
            [
                new AlertAttribute
                {
                    Type = "url",
                    Value = "https://cdn-update.sync-node.top/setup/agent.exe",
                    Key = "download address",
                    Context = ["remote", "server"],
                    Timestamp = new DateTimeOffset(2026, 5, 4, 10, 19, 58, TimeSpan.Zero),
                },
                new AlertAttribute { Type = "domain", Value = "cdn-update.sync-node.top", Key = "server name", Context = ["remote", "server"] },
                new AlertAttribute
                {
                    Type = "filehashvalue",
                    Value = "3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea",
                    Key = "SHA-256 of agent.exe",
                    Context = ["remote", "file"],
                },
                new AlertAttribute { Type = "ipaddr", Value = "10.20.4.71", Key = "workstation", Context = ["local", "client"] },
            ],
            Source = new AlertSource("deepalert"),
        });
    }

    [Theory]
    [InlineData("""{"detector":"d","rule_id":"r"}""")]
    [InlineData("""{"detector":"d","rule_id":"r","rule_name":null,"alert_key":"","description":"","timestamp":null,"attributes":null,"body":null}""")]
    [InlineData("""{"detector":"d","rule_id":"r","rule_name":"","timestamp":"0001-01-01T00:00:00Z","attributes":[{"type":"ipaddr","value":""}]}""")]
    public void What_Go_writes_for_nothing_is_absent(string json)
    {
        Format.ReadGood(json).Should().BeEquivalentTo(new Alert
        {
            Detector = "d",
            RuleId = "r",
            Title = "r",
            Source = new AlertSource("deepalert"),
        });
    }

    [Theory]
    [InlineData("2026-05-04T10:20:30Z", "2026-05-04T10:20:30.0000000+00:00")]
    [InlineData("2026-05-04T12:20:30.5+02:00", "2026-05-04T10:20:30.5000000+00:00")]
    [InlineData("2026-05-04T10:20:30.123456789Z", "2026-05-04T10:20:30.1234567+00:00")]
    public void Time_is_taken_with_any_offset_and_fraction(string text, string expected) =>
        Format.ReadGood($$"""{"detector":"d","rule_id":"r","timestamp":"{{text}}"}""").FirstSeen!.Value.ToString("o", null).Should().Be(expected);

    [Theory]
    [InlineData("""{}""", "detector", "rule_id")]
    [InlineData("""{"detector":"d","rule_name":"n"}""", "rule_id")]
    [InlineData("""{"detector":null,"rule_id":""}""", "detector", "rule_id")]
    [InlineData("""{"detector":{},"rule_id":1e999,"rule_name":[],"alert_key":true}""", "detector", "rule_id", "rule_name", "alert_key")]
    [InlineData("""{"detector":"d","rule_id":"r","description":1}""", "description")]
    [InlineData("""{"detector":"d","rule_id":"r","timestamp":1777890030}""", "timestamp")]
    [InlineData("""{"detector":"d","rule_id":"r","timestamp":"yesterday"}""", "timestamp")]
    [InlineData("""{"detector":"d","rule_id":"r","timestamp":"2026-05-04"}""", "timestamp")]
    [InlineData("""{"detector":"d","rule_id":"r","timestamp":"2026-05-04T10:20:30"}""", "timestamp")]
    [InlineData("""{"detector":"d","rule_id":"r","timestamp":"300000-01-01T00:00:00Z"}""", "timestamp")]
    [InlineData("""{"detector":"d","rule_id":"r","timestamp":"2026-02-30T00:00:00Z"}""", "timestamp")]
    [InlineData("""{"detector":"d","rule_id":"r","timestamp":"9999-12-31T23:59:59-14:00"}""", "timestamp")]
    [InlineData("""{"detector":"d","rule_id":"r","attributes":"none"}""", "attributes")]
    [InlineData("""{"detector":"d","rule_id":"r","attributes":[[],{"type":"url","value":"v","timestamp":""}]}""", "attributes[0]", "attributes[1].timestamp")]
    [InlineData("""{"detector":"d","rule_id":"r","attributes":[{"type":"url","value":{"a":1}}]}""", "attributes[0].value")]
    public void Broken_document_is_refused_at_the_paths_of_its_faults(string json, params string[] paths) =>
        Format.ReadBad(json).Keys.Should().BeEquivalentTo(paths);

    [Theory]
    [InlineData("detector", 256)]
    [InlineData("rule_id", 512)]
    [InlineData("rule_name", 512)]
    [InlineData("alert_key", 1_024)]
    public void Longest_value_is_taken_and_a_longer_one_refused(string field, int limit)
    {
        Format.ReadGood(With(limit)).Should().NotBeNull();
        Format.ReadBad(With(limit + 1)).Keys.Should().Equal(field);

        string With(int length) => "{" + string.Join(',', new[] { "detector", "rule_id", "rule_name", "alert_key" }.Select(
            name => $"\"{name}\":\"{new string('x', name == field ? length : 1)}\"")) + "}";
    }

    /// <summary>As JSON Schema's maxLength counts, which the OpenAPI document has.</summary>
    [Theory]
    [InlineData("detector", 256)]
    [InlineData("rule_id", 512)]
    [InlineData("rule_name", 512)]
    [InlineData("alert_key", 1_024)]
    public void Characters_are_counted_in_code_points(string field, int limit)
    {
        Format.ReadGood(Document(limit)).Should().NotBeNull();
        Format.ReadBad(Document(limit + 1)).Should().ContainKey(field).WhoseValue.Single().Should().Contain($"has {limit + 1}");

        string Document(int characters)
        {
            var fields = new Dictionary<string, string> { ["detector"] = "d", ["rule_id"] = "r" };
            fields[field] = string.Concat(Enumerable.Repeat("😀", characters));
            return System.Text.Json.JsonSerializer.Serialize(fields);
        }
    }

    [Fact]
    public void Characters_of_attributes_are_counted_in_code_points_too()
    {
        Format.ReadGood(Document(64, 256, 64)).Attributes.Should().ContainSingle();
        Format.ReadBad(Document(65, 257, 65)).Keys.Should().BeEquivalentTo("attributes[0].type", "attributes[0].key", "attributes[0].context[0]");

        static string Document(int type, int key, int context) => System.Text.Json.JsonSerializer.Serialize(new
        {
            detector = "d",
            rule_id = "r",
            attributes = new[] { new { type = Many(type), value = "v", key = Many(key), context = new[] { Many(context) } } },
        });

        static string Many(int count) => string.Concat(Enumerable.Repeat("😀", count));
    }
}
