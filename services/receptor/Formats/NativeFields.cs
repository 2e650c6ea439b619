using System.Globalization;
using System.Text;
using System.Text.Json;
using AlertResponder.Contracts;

namespace AlertResponder.Receptor.Formats;

/// <summary>
/// The fields of one object in a native format. A field of the wrong type or over its limit is an error at its path; null and text without a
/// character count as absent.
/// </summary>
internal sealed class NativeFields(JsonElement node, string path, ValidationErrors errors)
{
    private const double EndOfYear9999 = 253_402_300_800;

    public string? Text(string name, int characters)
    {
        if (RawText(name) is not { } text) return null;
        var length = Length(text);
        return length <= characters ? text : Refuse<string>(name, $"must be at most {Number(characters)} characters, has {Number(length)}");
    }

    public string? RequiredText(string name, int characters)
    {
        if (!Has(name) || IsEmptyText(name)) return Refuse<string>(name, "is required");
        return Text(name, characters);
    }

    public string? LongText(string name, int bytes)
    {
        if (RawText(name) is not { } text) return null;
        var length = Encoding.UTF8.GetByteCount(text);
        return length <= bytes ? text : Refuse<string>(name, $"must be at most {Number(bytes)} bytes of UTF-8, has {Number(length)}");
    }

    public string? RequiredLongText(string name, int bytes) =>
        Has(name) ? LongText(name, bytes) : Refuse<string>(name, "is required");

    public bool IsEmptyText(string name) =>
        node.TryGetProperty(name, out var element)
        && element.ValueKind == JsonValueKind.String
        && string.IsNullOrWhiteSpace(element.GetString());

    public List<string> Texts(string name, int count, int characters)
    {
        var texts = new List<string>();
        var index = 0;
        foreach (var item in Items(name, count))
        {
            if (item.ValueKind == JsonValueKind.String && item.GetString()!.Trim() is var text && Length(text) <= characters)
            {
                if (text.Length > 0) texts.Add(text);
            }
            else
            {
                errors.Add(PathOf($"{name}[{Number(index)}]"), $"must be a string of at most {Number(characters)} characters");
            }

            index++;
        }

        return texts;
    }

    public NativeFields? Object(string name)
    {
        if (!Has(name)) return null;
        var child = node.GetProperty(name);
        return child.ValueKind == JsonValueKind.Object
            ? new NativeFields(child, PathOf(name), errors)
            : Refuse<NativeFields>(name, "must be an object");
    }

    public IEnumerable<NativeFields> Objects(string name, int count)
    {
        var index = 0;
        foreach (var item in Items(name, count))
        {
            var place = PathOf($"{name}[{Number(index++)}]");
            if (item.ValueKind == JsonValueKind.Object) yield return new NativeFields(item, place, errors);
            else errors.Add(place, "must be an object");
        }
    }

    /// <summary>The attributes of an alert: both native formats write them alike, only the list's name differs.</summary>
    public List<AlertAttribute> Attributes(string list)
    {
        var attributes = new List<AlertAttribute>();
        foreach (var fields in Objects(list, ReceptorLimits.Attributes))
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

    /// <summary>A time as RFC 3339; one that was never set is absent.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (!Has(name)) return null;
        if (!Rfc3339.TryRead(node.GetProperty(name), out var time))
        {
            errors.Add(PathOf(name), "must be a time as RFC 3339 with an offset, not after the year 9999 in UTC, for example 2026-05-04T10:20:30Z");
            return null;
        }

        return time;
    }

    /// <summary>A time as seconds since 1970, with a fraction. 0 is how the original wrote a time that was never set: absent.</summary>
    public DateTimeOffset? Epoch(string name)
    {
        if (!Has(name)) return null;
        var element = node.GetProperty(name);
        if (element.ValueKind != JsonValueKind.Number || !element.TryGetDouble(out var seconds) || seconds is not (>= 0 and < EndOfYear9999))
        {
            errors.Add(PathOf(name), "must be a number of seconds since 1970-01-01, from 0 to the year 9999");
            return null;
        }

        return seconds == 0 ? null : DateTimeOffset.UnixEpoch.AddSeconds(seconds);
    }

    private JsonElement.ArrayEnumerator Items(string name, int count)
    {
        if (!Has(name)) return default;
        var list = node.GetProperty(name);
        if (list.ValueKind == JsonValueKind.Array && list.GetArrayLength() <= count) return list.EnumerateArray();
        errors.Add(PathOf(name), list.ValueKind == JsonValueKind.Array
            ? $"must have at most {Number(count)} elements, has {Number(list.GetArrayLength())}"
            : "must be an array");
        return default;
    }

    private string? RawText(string name)
    {
        if (!Has(name) || IsEmptyText(name)) return null;
        var element = node.GetProperty(name);
        return element.ValueKind == JsonValueKind.String ? element.GetString()!.Trim() : Refuse<string>(name, "must be a string");
    }

    private bool Has(string name) => node.TryGetProperty(name, out var element) && element.ValueKind != JsonValueKind.Null;

    private T? Refuse<T>(string name, string text)
        where T : class
    {
        errors.Add(PathOf(name), text);
        return null;
    }

    private string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    // As the published schema counts: JSON Schema's maxLength is in code points.
    private static int Length(string text) => text.EnumerateRunes().Count();

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
