using AlertResponder.Contracts;
using AlertResponder.Receptor.Formats;

namespace AlertResponder.Receptor.Tests.Formats;

public sealed class AlertResponderFormatTests
{
    private static readonly AlertResponderFormat Format = new();

    [Fact]
    public void Sample_is_read_field_by_field()
    {
        Format.ReadGood(Samples.AlertResponder).Should().BeEquivalentTo(new Alert
        {
            Detector = "alertresponder",
            RuleId = "unusual_login_country",
            RuleName = "Login from a country never seen before",
            Key = "alice@example.org",
            Title = "Login from a country never seen before",
            Description = "alice logged in to the admin console from an address that no employee has used in the last 90 days",
            FirstSeen = new DateTimeOffset(2026, 5, 4, 10, 20, 30, 250, TimeSpan.Zero),
            LastSeen = new DateTimeOffset(2026, 5, 4, 10, 21, 33, 500, TimeSpan.Zero),
            Attributes =
            [
                new AlertAttribute { Type = "ipaddr", Value = "185.220.101.34", Key = "source address", Context = ["remote", "client"] },
                new AlertAttribute { Type = "username", Value = "alice@example.org", Key = "login name", Context = ["subject"] },
                new AlertAttribute
                {
                    Type = "json", Value = """{"user_agent": "python-requests/2.31", "mfa": false}""", Key = "login event", Context = ["additional"],
                },
            ],
            Source = new AlertSource("alertresponder"),
        });
    }

    [Theory]
    [InlineData("""{"name":"n","rule":"r"}""")]
    [InlineData("""{"name":"n","rule":"r","key":null,"description":null,"timestamp":null,"attrs":null}""")]
    [InlineData("""{"name":"n","rule":"r","key":"","description":" ","timestamp":{"init":0,"last":0},"attrs":[]}""")]
    [InlineData("""{"name":" n ","rule":" r ","timestamp":{},"attrs":[{"type":"url","value":"","context":null}],"unknown":[{}]}""")]
    public void What_is_absent_null_or_empty_is_absent(string json)
    {
        Format.ReadGood(json).Should().BeEquivalentTo(new Alert
        {
            Detector = "alertresponder",
            RuleId = "r",
            RuleName = "n",
            Title = "n",
            Source = new AlertSource("alertresponder"),
        });
    }

    [Fact]
    public void Unknown_types_and_contexts_pass_through()
    {
        var alert = Format.ReadGood("""{"name":"n","rule":"r","attrs":[{"type":"jarm","value":"x","context":["orbit",""]}]}""");

        alert.Attributes.Should().BeEquivalentTo([new AlertAttribute { Type = "jarm", Value = "x", Context = ["orbit"] }]);
    }

    [Fact]
    public void Values_are_normalized()
    {
        var alert = Format.ReadGood(
            """{"name":"n","rule":"r","attrs":[{"type":"ipaddr","value":"::ffff:1[.]2.3.4"},{"type":"domain","value":"BÜCHER.example."}]}""");

        alert.Attributes.Select(attribute => attribute.Value).Should().Equal("1.2.3.4", "xn--bcher-kva.example");
    }

    [Theory]
    [InlineData("""{}""", "name", "rule")]
    [InlineData("""{"name":"","rule":" \t"}""", "name", "rule")]
    [InlineData("""{"name":null,"rule":null}""", "name", "rule")]
    [InlineData("""{"name":["n"],"rule":{"id":"r"}}""", "name", "rule")]
    [InlineData("""{"name":"n","rule":"r","key":4711}""", "key")]
    [InlineData("""{"name":"n","rule":"r","description":["d"]}""", "description")]
    [InlineData("""{"name":"n","rule":"r","timestamp":1777890030}""", "timestamp")]
    [InlineData("""{"name":"n","rule":"r","timestamp":{"init":"2026-05-04T10:20:30Z","last":true}}""", "timestamp.init", "timestamp.last")]
    [InlineData("""{"name":"n","rule":"r","timestamp":{"init":-1,"last":1777890030000}}""", "timestamp.init", "timestamp.last")]
    [InlineData("""{"name":"n","rule":"r","timestamp":{"init":1e999,"last":-1e999}}""", "timestamp.init", "timestamp.last")]
    [InlineData("""{"name":"n","rule":"r","timestamp":{"init":"NaN","last":9404640000000}}""", "timestamp.init", "timestamp.last")]
    [InlineData("""{"name":"n","rule":"r","attrs":{"type":"url"}}""", "attrs")]
    [InlineData("""{"name":"n","rule":"r","attrs":[null,[],"url",{"type":"url"}]}""", "attrs[0]", "attrs[1]", "attrs[2]", "attrs[3].value")]
    [InlineData("""{"name":"n","rule":"r","attrs":[{"value":"v"},{"type":"url","value":null}]}""", "attrs[0].type", "attrs[1].value")]
    [InlineData(
        """{"name":"n","rule":"r","attrs":[{"type":1,"value":2,"key":3,"context":4}]}""",
        "attrs[0].type", "attrs[0].value", "attrs[0].key", "attrs[0].context")]
    [InlineData("""{"name":"n","rule":"r","attrs":[{"type":"url","value":"v","context":["remote",null,7]}]}""", "attrs[0].context[1]", "attrs[0].context[2]")]
    public void Broken_document_is_refused_at_the_paths_of_its_faults(string json, params string[] paths) =>
        Format.ReadBad(json).Keys.Should().BeEquivalentTo(paths);

    [Theory]
    [InlineData("name", 512)]
    [InlineData("rule", 512)]
    [InlineData("key", 1_024)]
    [InlineData("description", 128 * 1024)]
    public void Longest_value_is_taken_and_a_longer_one_refused(string field, int limit)
    {
        Format.ReadGood(With(limit)).Should().NotBeNull();
        Format.ReadBad(With(limit + 1)).Should().ContainKey(field).WhoseValue.Single().Should().Contain($"at most {limit} ");

        string With(int length) => "{" + string.Join(',', new[] { "name", "rule", "key", "description" }.Select(
            name => $"\"{name}\":\"{new string('x', name == field ? length : 1)}\"")) + "}";
    }

    [Theory]
    [InlineData("type", 64)]
    [InlineData("key", 256)]
    [InlineData("value", 4_096)]
    public void Longest_value_of_an_attribute_is_taken_and_a_longer_one_refused(string field, int limit)
    {
        Format.ReadGood(With(limit)).Should().NotBeNull();
        Format.ReadBad(With(limit + 1)).Should().ContainKey($"attrs[0].{field}");

        string With(int length) => """{"name":"n","rule":"r","attrs":[{""" + string.Join(',', new[] { "type", "key", "value" }.Select(
            name => $"\"{name}\":\"{new string('x', name == field ? length : 1)}\"")) + "}]}";
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(201, false)]
    [InlineData(10_000, false)]
    public void At_most_200_attributes_are_taken(int count, bool taken)
    {
        var json = $$"""{"name":"n","rule":"r","attrs":[{{string.Join(',', Enumerable.Repeat("""{"type":"t","value":"v"}""", count))}}]}""";

        if (taken) Format.ReadGood(json).Attributes.Should().HaveCount(count);
        else Format.ReadBad(json)["attrs"].Should().Equal($"must have at most 200 elements, has {count}");
    }

    [Fact]
    public void Bytes_are_counted_where_the_limit_is_in_bytes()
    {
        var value = string.Concat(Enumerable.Repeat("é", 2_049));

        Format.ReadBad($$"""{"name":"n","rule":"r","attrs":[{"type":"t","value":"{{value}}"}]}""").Keys.Should().Equal("attrs[0].value");
    }
}
