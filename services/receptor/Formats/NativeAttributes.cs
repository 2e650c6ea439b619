using AlertResponder.Contracts;

namespace AlertResponder.Receptor.Formats;

/// <summary>The attributes of the native forms: both write them alike, but for the list's name.</summary>
internal static class NativeAttributes
{
    public static List<AlertAttribute> Read(NativeFields alert, string list)
    {
        var attributes = new List<AlertAttribute>();
        foreach (var fields in alert.Objects(list, ReceptorLimits.Attributes))
        {
            var type = fields.RequiredText("type", ReceptorLimits.AttributeTypeCharacters);
            var key = fields.Text("key", ReceptorLimits.AttributeKeyCharacters);
            var context = fields.Texts("context", ReceptorLimits.AttributeContexts, ReceptorLimits.AttributeContextCharacters);
            var timestamp = fields.Time("timestamp");
            // An empty field of a log line says nothing and is no reason to refuse the alert; a missing one is a mistake.
            if (fields.IsEmptyText("value")) continue;
            var value = fields.RequiredLongText("value", ReceptorLimits.AttributeValueBytes);
            if (type is null || value is null) continue;
            attributes.Add(new AlertAttribute
            {
                Type = type,
                Value = AttributeValue.Normalize(type, value),
                Key = key,
                Context = context,
                Timestamp = timestamp,
            });
        }

        return attributes;
    }
}
