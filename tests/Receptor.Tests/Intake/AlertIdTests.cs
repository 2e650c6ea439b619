using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.Receptor.Formats;
using AlertResponder.Receptor.Intake;
using AlertResponder.Receptor.Tests.Formats;

namespace AlertResponder.Receptor.Tests.Intake;

public sealed class AlertIdTests
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private static Alert Plain => new() { Detector = "d", RuleId = "r", Title = "t", Source = new AlertSource("deepalert") };

    /// <summary>The vectors that integrators check themselves against are the ones this checks the code against.</summary>
    [Fact]
    public void Vectors_of_the_documentation_are_what_the_code_computes()
    {
        var vectors = Vectors();

        vectors.Should().HaveCountGreaterThanOrEqualTo(8);
        foreach (var vector in vectors)
            AlertId.Of(vector.Alert with { Attributes = Normalized(vector.Alert.Attributes) }).Should().Be(vector.AlertId, vector.What);
    }

    [Theory]
    [InlineData("alertresponder.json")]
    [InlineData("deepalert.json")]
    [InlineData("guardduty-finding.json")]
    public void Id_of_a_sample_stands_in_the_documentation(string file)
    {
        using var sample = JsonDocument.Parse(File.ReadAllText(Path.Combine(Samples.Root, "samples", file)));
        var alert = AlertFormats.Of(sample.RootElement)!.ReadGood(sample.RootElement.GetRawText());

        File.ReadAllText(Documentation).Should().Contain($"`samples/{file}` | `{AlertId.Of(alert)}`");
    }

    [Fact]
    public void White_space_around_the_parts_counts_for_nothing_and_an_empty_key_is_none()
    {
        var padded = Plain with { Detector = " d\t", RuleId = "\u00a0r\r\n", Key = " ", Title = " t " };

        AlertId.Of(padded).Should().Be(AlertId.Of(Plain));
    }

    [Fact]
    public void Parts_do_not_run_into_one_another() =>
        AlertId.Of(Plain with { Detector = "dr", RuleId = "r", Key = "k" }).Should().NotBe(AlertId.Of(Plain with { Detector = "d", RuleId = "rr", Key = "k" }));

    [Fact]
    public void Key_alone_decides_where_there_is_one()
    {
        var alert = Plain with { Key = "k" };
        var other = alert with { Title = "other", Description = "other", Attributes = [new AlertAttribute { Type = "url", Value = "http://a" }] };

        AlertId.Of(other).Should().Be(AlertId.Of(alert));
    }

    [Fact]
    public void Without_a_key_the_things_named_decide_in_any_order_and_number()
    {
        var a = new AlertAttribute { Type = "domain", Value = "a.example", Context = ["remote"], Key = "one" };
        var b = new AlertAttribute { Type = "ipaddr", Value = "1.1.1.1" };
        var noise = new AlertAttribute { Type = "json", Value = "{\"at\":1}" };

        var id = AlertId.Of(Plain with { Attributes = [a, b] });

        AlertId.Of(Plain with { Title = "other", Attributes = [b, noise, a, a with { Context = [], Key = null }] }).Should().Be(id);
        AlertId.Of(Plain with { Attributes = [a] }).Should().NotBe(id);
    }

    [Fact]
    public void Without_key_and_things_the_texts_decide()
    {
        var id = AlertId.Of(Plain);

        AlertId.Of(Plain with { Description = "more" }).Should().NotBe(id);
        AlertId.Of(Plain with { Attributes = [new AlertAttribute { Type = "json", Value = "{}" }] }).Should().Be(id);
    }

    internal static string Documentation => Path.Combine(Samples.Root, "docs", "contracts.md");

    private static List<Vector> Vectors()
    {
        var text = File.ReadAllText(Documentation);
        var start = text.IndexOf("```json vectors", StringComparison.Ordinal);
        start.Should().BePositive("docs/contracts.md has a block of vectors");
        start = text.IndexOf('\n', start);
        var block = text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
        using var document = JsonDocument.Parse(block);
        return [.. document.RootElement.EnumerateArray().Select(vector => new Vector(
            vector.GetProperty("what").GetString()!,
            Plain with
            {
                Detector = vector.GetProperty("detector").GetString()!,
                RuleId = vector.GetProperty("ruleId").GetString()!,
                Key = Text(vector, "key"),
                Title = Text(vector, "title") ?? "",
                Description = Text(vector, "description"),
                Attributes = vector.TryGetProperty("attributes", out var attributes) ? attributes.Deserialize<AlertAttribute[]>(Web)! : [],
            },
            vector.GetProperty("alertId").GetString()!))];
    }

    private static string? Text(JsonElement vector, string name) => vector.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static AlertAttribute[] Normalized(IEnumerable<AlertAttribute> attributes) =>
        [.. attributes.Select(attribute => attribute with { Value = AttributeValue.Normalize(attribute.Type, attribute.Value) })];

    private sealed record Vector(string What, Alert Alert, string AlertId);
}
