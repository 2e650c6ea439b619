using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AlertResponder.Contracts;

/// <summary>The value of a fact in <see cref="Finding.Facts"/>: a text, a finite number, or true or false. As JSON it is just that.</summary>
[JsonConverter(typeof(FactValueConverter))]
public readonly struct FactValue : IEquatable<FactValue>
{
    // A string, a double or a bool; null for what is none of them.
    private readonly object? _value;

    private FactValue(object? value) => _value = value;

    /// <summary>A text.</summary>
    /// <param name="text">The text.</param>
    public static implicit operator FactValue(string? text) => new(text);

    /// <summary>A number; one that JSON has no form for (not a number, infinity) is no value.</summary>
    /// <param name="number">The number.</param>
    public static implicit operator FactValue(double number) => new(double.IsFinite(number) ? number : null);

    /// <summary>True or false.</summary>
    /// <param name="flag">Which.</param>
    public static implicit operator FactValue(bool flag) => new(flag);

    /// <summary>Whether two are the same.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(FactValue left, FactValue right) => left.Equals(right);

    /// <summary>Whether two are not the same.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(FactValue left, FactValue right) => !left.Equals(right);

    /// <summary>Makes one of a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The value.</returns>
    public static FactValue FromString(string? text) => text;

    /// <summary>Makes one of a number.</summary>
    /// <param name="number">The number.</param>
    /// <returns>The value.</returns>
    public static FactValue FromDouble(double number) => number;

    /// <summary>Makes one of true or false.</summary>
    /// <param name="flag">Which.</param>
    /// <returns>The value.</returns>
    public static FactValue FromBoolean(bool flag) => flag;

    /// <summary>The text.</summary>
    /// <returns>Null when it is no text.</returns>
    public string? AsText() => _value as string;

    /// <summary>The number.</summary>
    /// <returns>Null when it is no number.</returns>
    public double? AsNumber() => _value as double?;

    /// <summary>True or false.</summary>
    /// <returns>Null when it is neither.</returns>
    public bool? AsFlag() => _value as bool?;

    /// <summary>The value for people.</summary>
    /// <returns>The text, the number with a point, <c>true</c> or <c>false</c>; empty when it is none of them.</returns>
    public override string ToString() => _value switch
    {
        string text => text,
        double number => number.ToString(CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => "",
    };

    /// <inheritdoc/>
    public bool Equals(FactValue other) => Equals(_value, other._value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FactValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value?.GetHashCode() ?? 0;

    private sealed class FactValueConverter : JsonConverter<FactValue>
    {
        // Whatever else stands there comes from another program, and is no value: the rest of the message is read all the same.
        public override bool HandleNull => true;

        public override FactValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.String:
                    return reader.GetString();
                case JsonTokenType.Number:
                    return reader.TryGetDouble(out var number) ? number : default(FactValue);
                case JsonTokenType.True or JsonTokenType.False:
                    return reader.GetBoolean();
                default:
                    reader.Skip();
                    return default;
            }
        }

        public override void Write(Utf8JsonWriter writer, FactValue value, JsonSerializerOptions options)
        {
            if (value.AsNumber() is { } number) writer.WriteNumberValue(number);
            else if (value.AsFlag() is { } flag) writer.WriteBooleanValue(flag);
            else writer.WriteStringValue(value.AsText());
        }
    }
}
