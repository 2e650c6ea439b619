using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MassTransit;

namespace AlertResponder.Contracts.Tests;

/// <summary>
/// What goes over the wire is what the files in <c>Golden/</c> show. A changed or missing field there breaks somebody's service: fields are
/// only ever added, and a break is a new message beside the old one.
/// </summary>
public sealed class GoldenTests(Wire wire)
{
    public static TheoryData<string> Names => Messages.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Message_is_written_as_its_golden_file_shows(string name)
    {
        var (json, _) = await wire.CarryAsync(Messages.Named(name));

        Wire.Text(json).Should().Be(await File.ReadAllTextAsync(Wire.GoldenPath(name), TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Message_arrives_as_it_was_sent(string name)
    {
        var sent = Messages.Named(name);

        var (_, arrived) = await wire.CarryAsync(sent);

        arrived.Should().BeOfType(sent.GetType());
        arrived.Should().BeEquivalentTo(sent, options => options.PreferringRuntimeMemberTypes().Using<JsonElement>(
            context => context.Subject.GetRawText().Should().Be(context.Expectation.GetRawText())).WhenTypeIs<JsonElement>());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fields_of_a_newer_version_are_ignored(string name)
    {
        var message = Messages.Named(name);
        var json = JsonNode.Parse(File.ReadAllText(Wire.GoldenPath(name)))!;
        AddUnknown(json);

        Wire.Read(message.GetType(), json).Should().BeEquivalentTo(
            message, options => options.PreferringRuntimeMemberTypes().Excluding(member => member.Name == "Body"));

        static void AddUnknown(JsonNode? node)
        {
            if (node is JsonArray items) foreach (var item in items) AddUnknown(item);
            if (node is not JsonObject fields) return;
            // The names of facts are their inspector's.
            foreach (var field in fields.Where(field => field.Key != "facts")) AddUnknown(field.Value);
            fields["fromTheFuture"] = new JsonObject { ["a"] = new JsonArray(1, "two", null) };
        }
    }

    [Fact]
    public void Every_field_of_every_contract_is_in_a_golden_file()
    {
        var shown = new HashSet<(Type, string)>();
        foreach (var message in Messages.All) Collect(message, shown);

        var fields = typeof(AlertReceived).Assembly.GetExportedTypes()
            .Where(type => type is { IsAbstract: false, IsEnum: false, IsGenericType: false })
            .SelectMany(type => type.GetProperties().Select(property => (type, property.Name)));
        fields.Except(shown).Should().BeEmpty("a field that no message in Messages.All has set is guarded by nothing");

        static void Collect(object? value, HashSet<(Type, string)> shown)
        {
            if (value is null or string) return;
            if (value is IEnumerable items)
            {
                foreach (var item in items) Collect(item, shown);
                return;
            }

            if (value.GetType().Assembly != typeof(AlertReceived).Assembly) return;
            foreach (var property in value.GetType().GetProperties())
            {
                var child = property.GetValue(value);
                if (child is null or ICollection { Count: 0 }) continue;
                shown.Add((value.GetType(), property.Name));
                Collect(child, shown);
            }
        }
    }

    [Fact]
    public void Events_about_a_report_can_be_taken_by_what_they_have_in_common()
    {
        Messages.All.OfType<IReportEvent>().Select(message => message.GetType())
            .Should().BeEquivalentTo([typeof(ReportOpened), typeof(ReportUpdated), typeof(AlertReviewed)]);
        foreach (var type in new[] { typeof(ReportOpened), typeof(ReportUpdated), typeof(AlertReviewed) })
            MessageTypeCache.GetMessageTypeNames(type).Should().Equal(
                $"urn:message:AlertResponder.Contracts:{type.Name}", "urn:message:AlertResponder.Contracts:IReportEvent");
    }

    [Fact]
    public void Value_of_a_newer_version_is_read_as_other()
    {
        foreach (var type in typeof(AlertReceived).Assembly.GetExportedTypes().Where(type => type.IsEnum))
        {
            type.GetCustomAttribute<JsonConverterAttribute>().Should().NotBeNull(type.Name);
            Enum.GetName(type, 0).Should().Be("Other");
            foreach (var json in new[] { "\"fromTheFuture\"", "\"1\"", "\"other\"", "\"\"" })
                Wire.Read(type, JsonNode.Parse(json)!).Should().Be(Enum.ToObject(type, 0), $"{type.Name} {json}");
            foreach (var value in Enum.GetValues(type))
            {
                var written = JsonNamingPolicy.CamelCase.ConvertName(value.ToString()!);
                Wire.Read(type, JsonValue.Create(written)).Should().Be(value);
                Wire.Read(type, JsonValue.Create(written.ToUpperInvariant())).Should().Be(value);
            }
        }
    }

    [Fact]
    public void Value_that_is_no_string_is_refused()
    {
        var read = () => Wire.Read(typeof(Severity), JsonValue.Create(1));

        read.Should().Throw<JsonException>();
    }
}
