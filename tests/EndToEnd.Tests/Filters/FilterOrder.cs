using System.Text;
using System.Text.Json;
using MassTransit;

namespace AlertResponder.EndToEnd.Tests.Filters;

/// <summary>What the bus tells of itself, reduced to the filters that a message passes, from the outside to the inside.</summary>
internal static class FilterOrder
{
    private const string FilterType = "filterType";
    private const string MessagePipe = "dispatchPipe";

    // Their own filters are another branch, for what goes wrong, and not a further part of the way in.
    private static readonly string[] Branching = ["deadLetter", "rescue"];

    /// <summary>The endpoints by name: what everything that arrives passes, and then what its messages pass, each by name where they differ.</summary>
    public static string Of(IBusControl bus, CancellationToken cancellationToken)
    {
        var probe = JsonSerializer.SerializeToElement(bus.GetProbeResult(cancellationToken).Results);
        var text = new StringBuilder();
        var endpoints = probe.GetProperty("bus").GetProperty("host").GetProperty("receiveEndpoint").EnumerateArray();
        foreach (var endpoint in endpoints.OrderBy(NameOf, StringComparer.Ordinal))
        {
            // The bus's own endpoint has another name in each process.
            if (NameOf(endpoint) == bus.Address.Segments[^1]) continue;
            text.Append(NameOf(endpoint)).Append('\n').Append("  ").AppendJoin(", ", FiltersOf(endpoint)).Append('\n');
            var messages = MessagesOf(endpoint).OrderBy(message => message.Name, StringComparer.Ordinal).ToList();
            if (messages.Select(message => message.Filters).Distinct().Count() == 1) messages = [messages[0] with { Name = "all messages" }];
            foreach (var message in messages) text.Append("  ").Append(message.Name).Append(": ").Append(message.Filters).Append('\n');
        }

        return text.ToString();
    }

    private static string NameOf(JsonElement endpoint) => endpoint.GetProperty("name").GetString()!;

    private static IEnumerable<(string Name, string Filters)> MessagesOf(JsonElement node) =>
        node.ValueKind == JsonValueKind.Object && TypeOf(node) == MessagePipe
            ? [(MessageOf(node), string.Join(", ", Inner(node).DefaultIfEmpty("none")))]
            : Children(node).SelectMany(child => MessagesOf(child.Value));

    /// <summary>The filters of a node and of what is in it, but not those of a single message.</summary>
    private static IEnumerable<string> FiltersOf(JsonElement node)
    {
        if (node.ValueKind != JsonValueKind.Object) return Children(node).SelectMany(child => FiltersOf(child.Value));
        return TypeOf(node) switch
        {
            MessagePipe => [],
            { } type when Branching.Contains(type) => [$"{type} ({string.Join(", ", Inner(node))})"],
            { } type => [type, .. Inner(node)],
            null => Inner(node),
        };
    }

    private static IEnumerable<string> Inner(JsonElement node) => Children(node).SelectMany(child =>
        child.Name == "batchCollector" ? ["batch", .. FiltersOf(child.Value)] : FiltersOf(child.Value));

    // MassTransit.ConsumeContext<AlertResponder.Contracts.AlertReceived>
    private static string MessageOf(JsonElement pipe) => pipe.GetProperty("outputType").GetString()!.TrimEnd('>').Split('.', '+', '<')[^1];

    private static string? TypeOf(JsonElement node) => node.TryGetProperty(FilterType, out var type) ? type.GetString() : null;

    private static IEnumerable<(string Name, JsonElement Value)> Children(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Object => node.EnumerateObject().Select(property => (property.Name, property.Value)),
        JsonValueKind.Array => node.EnumerateArray().Select(item => ("", item)),
        _ => [],
    };
}
