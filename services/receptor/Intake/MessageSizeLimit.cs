using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.Receptor.Formats;

namespace AlertResponder.Receptor.Intake;

/// <summary>Makes an alert fit into one message: SNS takes 256 KiB. What can never fit is refused to its sender, or every publish of it would fail.</summary>
internal static class MessageSizeLimit
{
    // Escaped as JSON a text has up to six times its bytes, and it stands both in the fields and in the body: what is shorter always fits.
    private const int AlwaysFits = ReceptorLimits.MessageBytes / 12;

    private static readonly JsonSerializerOptions AsOnTheBus = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Adds the sender's element to an alert, as much of it as there is room for.</summary>
    /// <returns>Null, with an error, when the alert is too large without it.</returns>
    public static Alert? WithBody(Alert alert, JsonElement element, ValidationErrors errors)
    {
        var whole = alert with { Body = BodyExcerpt.Of(element) };
        if (JsonMarshal.GetRawUtf8Value(element).Length <= AlwaysFits || SizeOf(whole) <= ReceptorLimits.MessageBytes) return whole;

        var withoutText = alert with { Body = BodyExcerpt.WithoutText(element) };
        if (SizeOf(withoutText) is var size && size <= ReceptorLimits.MessageBytes) return withoutText;

        errors.Add("$", $"is too large: its fields have {size} bytes as a message, {ReceptorLimits.MessageBytes} are allowed");
        return null;
    }

    private static int SizeOf(Alert alert) => JsonSerializer.SerializeToUtf8Bytes(alert, AsOnTheBus).Length;
}
