using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.Receptor.Formats;

namespace AlertResponder.Receptor.Intake;

/// <summary>Makes an alert fit into one message: SNS takes 256 KiB, and what never fits must be refused at the door, not fail behind it for ever.</summary>
internal static class AlertFit
{
    // The worst text grows six times in JSON, and stands in the fields and in the body: what is shorter fits in any case.
    private const int AlwaysFits = ReceptorLimits.MessageBytes / 12;

    private static readonly JsonSerializerOptions AsOnTheBus = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Adds the sender's element to an alert, as much of it as there is room for.</summary>
    /// <returns>Null, with a fault, when the alert is too large without it.</returns>
    public static Alert? WithBody(Alert alert, JsonElement element, Faults faults)
    {
        var whole = alert with { Body = KeptBody.Of(element) };
        if (JsonMarshal.GetRawUtf8Value(element).Length <= AlwaysFits || SizeOf(whole) <= ReceptorLimits.MessageBytes) return whole;

        var withoutText = alert with { Body = KeptBody.WithoutText(element) };
        if (SizeOf(withoutText) is var size && size <= ReceptorLimits.MessageBytes) return withoutText;

        faults.Add("$", $"is too large: its fields have {size} bytes as a message, {ReceptorLimits.MessageBytes} are allowed");
        return null;
    }

    private static int SizeOf(Alert alert) => JsonSerializer.SerializeToUtf8Bytes(alert, AsOnTheBus).Length;
}
