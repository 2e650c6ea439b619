using System.Text.Json;
using AlertResponder.Contracts;
using Microsoft.OpenApi;

namespace AlertResponder.Receptor.Formats;

/// <summary>
/// The format of the original AlertResponder: <c>{name, rule, key, description, timestamp{init,last}, attrs[{type,value,key,context[]}]}</c>, times
/// as seconds since 1970.
/// </summary>
internal sealed class AlertResponderFormat : AlertFormat
{
    public override string Name => "alertresponder";

    public override OpenApiSchema Schema => Schemas.Object(
        "AlertResponder",
        "The format of the original AlertResponder. Further fields are kept in the alert's body.",
        ["name", "rule"],
        ("name", Schemas.Text("What happened, one line; the report's title.", ReceptorLimits.TitleCharacters)),
        ("rule", Schemas.Text("The rule that fired, by its id.", ReceptorLimits.RuleCharacters)),
        ("key", Schemas.Text("What makes two alerts of one rule the same incident.", ReceptorLimits.KeyCharacters)),
        ("description", Schemas.Text($"At most {ReceptorLimits.DescriptionBytes} bytes of UTF-8.")),
        ("timestamp", Schemas.Object(
            "Timestamp",
            "Seconds since 1970-01-01, with a fraction.",
            [],
            ("init", Schemas.Seconds("Seen first.")),
            ("last", Schemas.Seconds("Seen last.")))),
        ("attrs", Schemas.Attributes()));

    public override bool Recognizes(JsonElement document) =>
        document.TryGetProperty("rule", out _) || document.TryGetProperty("attrs", out _);

    public override Alert? Read(JsonElement document, ValidationErrors errors)
    {
        var fields = new NativeFields(document, "", errors);
        var name = fields.RequiredText("name", ReceptorLimits.TitleCharacters);
        var rule = fields.RequiredText("rule", ReceptorLimits.RuleCharacters);
        var key = fields.Text("key", ReceptorLimits.KeyCharacters);
        var description = fields.LongText("description", ReceptorLimits.DescriptionBytes);
        var timestamp = fields.Object("timestamp");
        var init = timestamp?.Epoch("init");
        var last = timestamp?.Epoch("last");
        var attributes = fields.Attributes("attrs");
        if (errors.Any) return null;

        return new Alert
        {
            Detector = Name,
            RuleId = rule!,
            RuleName = name,
            Key = key,
            Title = name!,
            Description = description,
            FirstSeen = init,
            LastSeen = last,
            Attributes = attributes,
            Source = new AlertSource(Name),
        };
    }
}
