using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AlertResponder.Contracts.Tests;

public sealed class AnswerNormalizerTests
{
    private static readonly InspectionCompleted Sample = Messages.All.OfType<InspectionCompleted>().Single();
    private const string Hostile = "a\uFFFE\0\uD800b";

    [Fact]
    public void Every_list_that_is_null_becomes_empty_and_what_is_null_in_one_goes()
    {
        var json = JsonSerializer.SerializeToNode(Sample, JsonSerializerOptions.Web)!.AsObject();
        foreach (var list in ListsOf(json).ToList()) list.Parent![list.GetPropertyName()] = null;
        json["findings"] = new JsonArray(null, FindingWithNulls("host"), FindingWithNulls("user"), FindingWithNulls("binary"));

        var answer = AnswerNormalizer.Normalize(json.Deserialize<InspectionCompleted>(JsonSerializerOptions.Web)!);

        answer.Findings.Should().HaveCount(3);
        answer.Discovered.Should().BeEmpty();
        Walk(answer, (path, value) => value.Should().NotBeNull(path), listsOnly: true);
    }

    /// <summary>Over every property of the records: a field that is added later is held to it as well.</summary>
    [Fact]
    public void Every_text_is_text_and_bounded()
    {
        var answer = AnswerNormalizer.Normalize(Filled<InspectionCompleted>(Hostile + new string('x', 50_000), 5_000));

        Walk(answer, (path, value) =>
        {
            if (value is not string text) return;
            text.Length.Should().BeLessThanOrEqualTo(AnswerNormalizer.MaxTextLength + 1, path);
            text.Should().Be(TextNormalizer.Normalize(text), path);
        });
        answer.Findings.Should().HaveCount(AnswerNormalizer.MaxFindings);
        answer.Findings[0].Host!.Hostname.Should().HaveCount(AnswerNormalizer.MaxListLength);
        answer.Discovered.Should().BeEmpty("a part of a value names something else");
    }

    [Fact]
    public void Discovered_attributes_within_the_limits_are_normalized()
    {
        var attribute = new AlertAttribute { Type = " username ", Value = Hostile, Key = new string('k', 1_000), Context = ["remote", new string('c', 65)] };
        var answer = AnswerNormalizer.Normalize(Sample with { Discovered = [attribute, attribute with { Type = "" }, attribute with { Value = null! }] });

        var taken = answer.Discovered.Should().ContainSingle().Subject;
        (taken.Type, taken.Value).Should().Be(("username", "a\uFFFD\uFFFD\uFFFDb"));
        taken.Key!.Length.Should().Be(257);
        taken.Context.Should().Equal("remote");
    }

    [Theory]
    [InlineData(int.MinValue, 0)]
    [InlineData(7, 7)]
    [InlineData(int.MaxValue, 10_000)]
    public void Number_of_engines_stays_believable(int claimed, int taken)
    {
        var finding = Sample.Findings[0] with { Malicious = claimed };

        AnswerNormalizer.Normalize(Sample with { Findings = [finding] }).Findings[0].Malicious.Should().Be(taken);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(87, 87)]
    [InlineData(int.MaxValue, 100)]
    public void Score_is_of_a_hundred(int claimed, int taken) =>
        AnswerNormalizer.Normalize(Sample with { Findings = [Sample.Findings[0] with { Score = claimed }] }).Findings[0].Score.Should().Be(taken);

    [Fact]
    public void Facts_have_names_values_and_an_order()
    {
        const string answer = """
            {"zone":"eu","asn":60729,"isTorExit":true,"ratio":0.5,"Upper":1,"with space":1,"":1,"9th":1,"none":null,"list":[1,{"a":2}],"object":{"b":[]},"huge":1e999,
             "text":"a\u0000b"}
            """;
        var facts = JsonSerializer.Deserialize<Dictionary<string, FactValue>>(answer)!;

        var kept = AnswerNormalizer.Normalize(Sample with { Findings = [Sample.Findings[0] with { Facts = facts }] }).Findings[0].Facts;

        kept.Select(fact => (fact.Key, fact.Value.ToString())).Should().Equal(
            ("asn", "60729"), ("isTorExit", "true"), ("ratio", "0.5"), ("text", "a\uFFFDb"), ("zone", "eu"));
        JsonSerializer.Serialize(kept).Should().Be("""{"asn":60729,"isTorExit":true,"ratio":0.5,"text":"a\uFFFDb","zone":"eu"}""");
    }

    [Fact]
    public void Facts_are_bounded()
    {
        var facts = Enumerable.Range(0, 1_000).ToDictionary(number => $"fact{number}", _ => FactValue.FromString(new string('x', 10_000)));
        facts[new string('a', 41)] = 1;

        var kept = AnswerNormalizer.Normalize(Sample with { Findings = [Sample.Findings[0] with { Facts = facts }] }).Findings[0].Facts;

        kept.Should().HaveCount(AnswerNormalizer.MaxFacts);
        kept.Values.Should().OnlyContain(value => value.AsText()!.Length == AnswerNormalizer.MaxTextLength + 1);
        AnswerNormalizer.Normalize(Sample with { Findings = [Sample.Findings[0] with { Facts = null! }] }).Findings[0].Facts.Should().BeEmpty();
        AnswerNormalizer.Normalize(Sample with { Findings = [Sample.Findings[0] with { Facts = new Dictionary<string, FactValue> { ["a"] = double.NaN } }] })
            .Findings[0].Facts.Should().BeEmpty("JSON has no form for it");
    }

    [Fact]
    public void Answer_within_the_limits_stays_as_it_is()
    {
        var before = JsonSerializer.Serialize(Sample);

        JsonSerializer.Serialize(AnswerNormalizer.Normalize(Sample)).Should().Be(before);
    }

    private static JsonObject FindingWithNulls(string kind)
    {
        var type = kind switch { "host" => typeof(HostFinding), "user" => typeof(UserFinding), _ => typeof(BinaryFinding) };
        var facts = new JsonObject();
        foreach (var property in type.GetProperties()) facts[JsonNamingPolicy.CamelCase.ConvertName(property.Name)] = null;
        return new JsonObject
        {
            ["inspector"] = "virustotal",
            ["attribute"] = new JsonObject { ["type"] = "ipaddr", ["value"] = "198.18.0.1" },
            ["kind"] = kind,
            [kind] = facts,
        };
    }

    private static IEnumerable<JsonNode> ListsOf(JsonNode? node) => node switch
    {
        JsonArray list when list.Parent is JsonObject => [list],
        JsonObject fields => fields.SelectMany(field => ListsOf(field.Value)),
        _ => [],
    };

    private static void Walk(object? value, Action<string, object?> visit, string path = "", bool listsOnly = false)
    {
        if (value is null or string || value.GetType().Namespace != typeof(Finding).Namespace || value.GetType().IsEnum) return;
        foreach (var property in value.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0))
        {
            var place = $"{path}.{property.Name}";
            // Who answers what is left as it is: the reviewer's own row says that.
            if (property.Name is "AlertId" or "Attribute" or "Inspector") continue;
            var content = property.GetValue(value);
            var isList = property.PropertyType != typeof(string) && typeof(IEnumerable).IsAssignableFrom(property.PropertyType);
            if (isList || !listsOnly) visit(place, content);
            if (!isList) Walk(content, visit, place, listsOnly);
            else if (content is IEnumerable items && items.Cast<object?>().FirstOrDefault() is { } item) // they are all alike
            {
                visit(place, item);
                Walk(item, visit, place, listsOnly);
            }
        }
    }

    private static T Filled<T>(string text, int count) => (T)Filled(typeof(T), text, count)!;

    private static object? Filled(Type type, string text, int count)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return text;
        if (type == typeof(DateTimeOffset)) return DateTimeOffset.MaxValue;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var item = type.GetGenericArguments()[0];
            var list = Array.CreateInstance(item, count);
            var one = Filled(item, text, item == typeof(Finding) ? 200 : 2);
            for (var index = 0; index < count; index++) list.SetValue(one, index);
            return list;
        }

        if (type == typeof(IReadOnlyDictionary<string, FactValue>))
            return Enumerable.Range(0, count).ToDictionary(number => $"fact{number}", _ => FactValue.FromString(text));
        if (type.Namespace != typeof(Finding).Namespace || type.IsEnum) return Activator.CreateInstance(type);
        var constructor = type.GetConstructors(BindingFlags.Public | BindingFlags.Instance).OrderByDescending(one => one.GetParameters().Length).First();
        var made = constructor.Invoke([.. constructor.GetParameters().Select(parameter => Filled(parameter.ParameterType, text, count))]);
        foreach (var property in type.GetProperties().Where(property => property.CanWrite)) property.SetValue(made, Filled(property.PropertyType, text, count));
        return made;
    }
}
