using Microsoft.OpenApi;

namespace AlertResponder.Receptor.Formats;

/// <summary>The parts of the OpenAPI document that the formats share.</summary>
internal static class Schemas
{
    public static OpenApiSchema Text(string description, int? characters = null) =>
        new() { Type = JsonSchemaType.String, Description = description, MaxLength = characters };

    public static OpenApiSchema Time(string description) =>
        new() { Type = JsonSchemaType.String, Format = "date-time", Description = description };

    public static OpenApiSchema Seconds(string description) =>
        new() { Type = JsonSchemaType.Number, Format = "double", Minimum = "0", Description = description };

    public static OpenApiSchema Object(
        string title, string description, string[] required, params (string Name, OpenApiSchema Schema)[] fields) => new()
        {
            Title = title,
            Description = description,
            Type = JsonSchemaType.Object,
            Required = new HashSet<string>(required),
            Properties = fields.ToDictionary(field => field.Name, IOpenApiSchema (field) => field.Schema),
        };

    public static OpenApiSchema Attributes() => new()
    {
        Type = JsonSchemaType.Array,
        MaxItems = ReceptorLimits.Attributes,
        Description = "What the alert names.",
        Items = Object(
            "Attribute",
            "One thing that the alert names.",
            ["type", "value"],
            ("type", Text("Known: ipaddr, domain, username, filehashvalue, json, url; others pass through.", ReceptorLimits.AttributeTypeCharacters)),
            ("value", Text($"At most {ReceptorLimits.AttributeValueBytes} bytes of UTF-8; may be defanged (hxxp, [.]).")),
            ("key", Text("Your name for it.", ReceptorLimits.AttributeKeyCharacters)),
            ("context", new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                MaxItems = ReceptorLimits.AttributeContexts,
                Items = Text("Known: remote, local, subject, object, client, server, file, additional.", ReceptorLimits.AttributeContextCharacters),
            }),
            ("timestamp", Time("When it was seen."))),
    };
}
