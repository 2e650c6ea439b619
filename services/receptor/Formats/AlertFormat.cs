using System.Text.Json;
using System.Text.Json.Nodes;
using AlertResponder.Contracts;
using Microsoft.OpenApi;

namespace AlertResponder.Receptor.Formats;

/// <summary>One way to write an alert. An adapter reads it into an <see cref="Alert"/>; what is wrong with it goes into the errors, not into an exception.</summary>
internal abstract class AlertFormat
{
    /// <summary>Its name in the path <c>/alerts/{format}</c> and in <see cref="AlertSource.Format"/>.</summary>
    public abstract string Name { get; }

    /// <summary>What the OpenAPI document says about it.</summary>
    public abstract OpenApiSchema Schema { get; }

    /// <summary>Whether the document has fields that only this format has.</summary>
    public abstract bool Recognizes(JsonElement document);

    /// <summary>Reads an object.</summary>
    /// <returns>The alert without its body, or null when there are errors.</returns>
    public abstract Alert? Read(JsonElement document, ValidationErrors errors);

    /// <summary>The sample in this format.</summary>
    public JsonNode Example()
    {
        using var sample = typeof(AlertFormat).Assembly.GetManifestResourceStream($"{Name}.json")!;
        return JsonNode.Parse(sample)!;
    }
}
