using System.Text.Json;
using AlertResponder.Contracts;
using Microsoft.OpenApi;

namespace AlertResponder.Receptor.Formats;

/// <summary>
/// The format of deepalert: <c>{detector, rule_name, rule_id, alert_key, description, timestamp, attributes[{type,key,value,context[],timestamp}],
/// body}</c>, times as RFC 3339.
/// </summary>
internal sealed class DeepAlertFormat : AlertFormat
{
    public override string Name => "deepalert";

    public override OpenApiSchema Schema => Schemas.Object(
        "deepalert",
        "The format of deepalert. Further fields are kept in the alert's body.",
        ["detector", "rule_id"],
        ("detector", Schemas.Text("Who detected: the product.", ReceptorLimits.DetectorCharacters)),
        ("rule_id", Schemas.Text("The rule that fired, by its id.", ReceptorLimits.RuleCharacters)),
        ("rule_name", Schemas.Text("The rule's name; the report's title.", ReceptorLimits.RuleCharacters)),
        ("alert_key", Schemas.Text("What makes two alerts of one rule the same incident.", ReceptorLimits.KeyCharacters)),
        ("description", Schemas.Text($"At most {ReceptorLimits.DescriptionBytes} bytes of UTF-8.")),
        ("timestamp", Schemas.Time("When it happened, RFC 3339.")),
        ("attributes", Schemas.Attributes()),
        ("body", new OpenApiSchema { Description = "Whatever else belongs to the alert." }));

    public override bool Recognizes(JsonElement document) =>
        document.TryGetProperty("rule_id", out _) || document.TryGetProperty("rule_name", out _) || document.TryGetProperty("alert_key", out _)
        || document.TryGetProperty("detector", out _);

    public override Alert? Read(JsonElement document, ValidationErrors errors)
    {
        var fields = new NativeFields(document, "", errors);
        var detector = fields.RequiredText("detector", ReceptorLimits.DetectorCharacters);
        var ruleId = fields.RequiredText("rule_id", ReceptorLimits.RuleCharacters);
        var ruleName = fields.Text("rule_name", ReceptorLimits.RuleCharacters);
        var key = fields.Text("alert_key", ReceptorLimits.KeyCharacters);
        var description = fields.LongText("description", ReceptorLimits.DescriptionBytes);
        var timestamp = fields.Time("timestamp");
        var attributes = fields.Attributes("attributes");
        if (errors.Any) return null;

        return new Alert
        {
            Detector = detector!,
            RuleId = ruleId!,
            RuleName = ruleName,
            Key = key,
            Title = ruleName ?? ruleId!,
            Description = description,
            FirstSeen = timestamp,
            LastSeen = timestamp,
            Attributes = attributes,
            Source = new AlertSource(Name),
        };
    }
}
