using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AlertResponder.Contracts;
using AlertResponder.Receptor.Formats;

namespace AlertResponder.Receptor.Tests.Formats;

public sealed class GuardDutyFormatTests
{
    private static readonly GuardDutyFormat Format = new();

    [Fact]
    public void Sample_is_read_field_by_field()
    {
        Format.ReadGood(Samples.GuardDuty).Should().BeEquivalentTo(new Alert
        {
            Detector = "guardduty",
            RuleId = "UnauthorizedAccess:EC2/SSHBruteForce",
            Key = "16afba5c5c43e07c9e3e5e2e544e95df",
            Title = "185.220.101.34 is performing SSH brute force attacks against i-0b22a22eec53b9321.",
            Description = "185.220.101.34 is performing SSH brute force attacks against i-0b22a22eec53b9321. "
                + "Brute force attacks are used to gain unauthorized access to your instance by guessing the SSH password.",
            SeverityHint = 5,
            FirstSeen = new DateTimeOffset(2026, 5, 4, 9, 58, 11, TimeSpan.Zero),
            LastSeen = new DateTimeOffset(2026, 5, 4, 10, 19, 43, TimeSpan.Zero),
            Attributes =
            [
                new AlertAttribute { Type = "ipaddr", Value = "185.220.101.34", Key = "remoteIp", Context = ["remote"] },
                new AlertAttribute { Type = "instance", Value = "i-0b22a22eec53b9321", Key = "instanceId", Context = ["local"] },
                new AlertAttribute { Type = "ipaddr", Value = "10.0.12.34", Key = "privateIpAddress", Context = ["local"] },
                new AlertAttribute { Type = "ipaddr", Value = "3.120.44.17", Key = "publicIp", Context = ["local"] },
                new AlertAttribute { Type = "account", Value = "111122223333", Key = "accountId", Context = ["additional"] },
                new AlertAttribute { Type = "region", Value = "eu-central-1", Key = "region", Context = ["additional"] },
            ],
            Source = new AlertSource("guardduty", MessageId: "c8c4daa7-a20c-2f03-0070-b7393dd542ad"),
        });
    }

    [Fact]
    public void Bare_finding_reads_like_the_event_in_camelCase_and_in_PascalCase()
    {
        var fromEvent = Format.ReadGood(Samples.GuardDuty);
        var finding = JsonNode.Parse(Samples.GuardDuty)!["detail"]!;

        foreach (var json in new[] { finding.ToJsonString(), PascalCase(finding)!.ToJsonString() })
        {
            AlertFormats.Of(System.Text.Json.JsonDocument.Parse(json).RootElement).Should().BeOfType<GuardDutyFormat>();
            Format.ReadGood(json).Should().BeEquivalentTo(fromEvent with { Source = new AlertSource("guardduty") });
        }
    }

    [Fact]
    public void Remote_addresses_of_every_kind_of_action_are_read()
    {
        var alert = Read(finding => finding["service"]!["action"] = JsonNode.Parse(
            """
            {
              "actionType": "MANY",
              "awsApiCallAction": { "remoteIpDetails": { "ipAddressV4": "1.1.1.1" } },
              "kubernetesApiCallAction": { "remoteIpDetails": { "ipAddressV6": "2606:4700:4700:0:0:0:0:1111" } },
              "portProbeAction": {
                "portProbeDetails": [ { "remoteIpDetails": { "ipAddressV4": "8.8.8.8" } }, { "remoteIpDetails": { "ipAddressV4": "9.9.9.9" } }, 5 ]
              },
              "dnsRequestAction": { "domain": "Evil.Example." }
            }
            """));

        alert.Attributes.Where(attribute => attribute.Context.Contains("remote")).Select(attribute => $"{attribute.Type} {attribute.Value}")
            .Should().BeEquivalentTo("ipaddr 1.1.1.1", "ipaddr 2606:4700:4700::1111", "ipaddr 8.8.8.8", "ipaddr 9.9.9.9", "domain evil.example");
    }

    [Fact]
    public void Access_key_and_its_user_are_read()
    {
        var alert = Read(finding => finding["resource"] = JsonNode.Parse("""{"accessKeyDetails":{"userName":"deploy","accessKeyId":"ASIAEXAMPLEKEY"}}"""));

        alert.Attributes.Should().ContainEquivalentOf(new AlertAttribute { Type = "username", Value = "deploy", Key = "userName", Context = ["subject"] });
        alert.Attributes.Should().ContainEquivalentOf(
            new AlertAttribute { Type = "accesskey", Value = "ASIAEXAMPLEKEY", Key = "accessKeyId", Context = ["subject"] });
    }

    [Fact]
    public void Archived_finding_is_accepted_and_marked()
    {
        var alert = Read(finding => finding["service"]!["archived"] = true);

        alert.Attributes[0].Should().BeEquivalentTo(new AlertAttribute { Type = "archived", Value = "true", Key = "archived", Context = ["additional"] });
    }

    [Fact]
    public void Text_that_is_too_long_is_cut_with_its_length_and_hash_noted()
    {
        var text = string.Concat(Enumerable.Repeat("é😀", 2_000));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

        var alert = Read(finding =>
        {
            foreach (var field in new[] { "id", "type", "title", "description" }) finding[field] = text;
            finding["resource"]!["instanceDetails"]!["instanceId"] = text;
        });

        foreach (var (value, characters) in new[] { (alert.RuleId, 512), (alert.Key!, 1_024), (alert.Title, 512), (alert.Description!, 4_096) })
        {
            value.Length.Should().BeLessThanOrEqualTo(characters);
            Encoding.UTF8.GetByteCount(value).Should().BeLessThanOrEqualTo(4_096);
            value.Should().StartWith("é😀é").And.EndWith($" [cut: 12000 bytes, sha256 {hash}]").And.NotContain("\ufffd");
        }

        alert.Attributes.Single(attribute => attribute.Type == "instance").Value.Should().Be(alert.Description);
    }

    [Fact]
    public void Probe_from_a_thousand_addresses_names_as_many_as_are_taken_and_the_number_of_the_others()
    {
        var alert = Read(finding => finding["service"]!["action"] = new JsonObject
        {
            ["portProbeAction"] = new JsonObject
            {
                ["portProbeDetails"] = new JsonArray([.. Enumerable.Range(0, 1_000).Select(index =>
                    (JsonNode)new JsonObject { ["remoteIpDetails"] = new JsonObject { ["ipAddressV4"] = $"1.2.{index / 250}.{index % 250}" } })]),
            },
        });

        alert.Attributes.Should().HaveCount(200);
        alert.Attributes[^1].Should().BeEquivalentTo(
            new AlertAttribute { Type = "omitted", Value = "806", Key = "attributes left out", Context = ["additional"] });
    }

    [Theory]
    [InlineData("""{"type":"T"}""")]
    [InlineData("""{"type":"T","id":null,"title":null,"severity":null,"service":null,"resource":null}""")]
    [InlineData("""{"type":"T","id":[],"title":{},"severity":"high","service":"s","resource":1e999}""")]
    [InlineData("""{"type":"T","severity":1e999,"service":{"eventFirstSeen":"never","eventLastSeen":-1,"archived":"no","action":[]}}""")]
    [InlineData("""{"type":"T","severity":-1,"service":{"action":{"a":null,"b":[],"portProbeAction":{"portProbeDetails":{}},"dnsRequestAction":"d"}}}""")]
    [InlineData("""{"type":"T","severity":11,"resource":{"instanceDetails":[],"accessKeyDetails":null}}""")]
    [InlineData("""{"type":"T","severity":"NaN","resource":{"instanceDetails":{"networkInterfaces":[null,1,[],{"privateIpAddress":{}}]}}}""")]
    [InlineData("""{"detail-type":"GuardDuty Finding","id":7e7,"detail":{"type":"T"}}""")]
    [InlineData("""{"Type":"T","Service":{"EventFirstSeen":"2026-05-04T09:58:11"}}""")]
    public void What_is_not_as_documented_is_absent_and_costs_no_alert(string json)
    {
        var alert = Format.ReadGood(json);

        alert.RuleId.Should().Be("T");
        alert.Title.Should().Be("T");
        (alert.Key, alert.SeverityHint, alert.FirstSeen, alert.LastSeen).Should().Be((null, null, null, null));
        alert.Attributes.Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{}""", "type")]
    [InlineData("""{"type":""}""", "type")]
    [InlineData("""{"type":null}""", "type")]
    [InlineData("""{"type":["T"]}""", "type")]
    [InlineData("""{"Type":{}}""", "type")]
    [InlineData("""{"type":true}""", "type")]
    [InlineData("""{"source":"aws.guardduty"}""", "type")]
    [InlineData("""{"detail-type":"GuardDuty Finding"}""", "detail.type")]
    [InlineData("""{"detail-type":"GuardDuty Finding","detail":null}""", "detail.type")]
    [InlineData("""{"detail-type":"GuardDuty Finding","detail":"{\"type\":\"T\"}"}""", "detail.type")]
    [InlineData("""{"detail-type":"GuardDuty Finding","detail":[{"type":"T"}]}""", "detail.type")]
    [InlineData("""{"detail":{"id":"no type"},"type":"outside"}""", "detail.type")]
    public void Document_without_a_type_is_refused(string json, string path) => Format.ReadBad(json).Keys.Should().Equal(path);

    private static Alert Read(Action<JsonNode> change)
    {
        var sample = JsonNode.Parse(Samples.GuardDuty)!;
        change(sample["detail"]!);
        return Format.ReadGood(sample.ToJsonString());
    }

    private static JsonNode? PascalCase(JsonNode? node) => node switch
    {
        JsonObject value => new JsonObject(value.Select(
            field => KeyValuePair.Create(char.ToUpperInvariant(field.Key[0]) + field.Key[1..], PascalCase(field.Value)))),
        JsonArray items => new JsonArray([.. items.Select(PascalCase)]),
        _ => node?.DeepClone(),
    };
}
