using System.Text.Encodings.Web;
using MassTransit;

namespace AlertResponder.Bench.Candidates;

internal static class CompactJson
{
    /// <summary>Sets up JSON as <c>AddServiceBus</c> does for the services.</summary>
    public static void UseCompactJson(this IBusFactoryConfigurator transport) => transport.ConfigureJsonSerializerOptions(json =>
    {
        json.WriteIndented = false;
        json.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        return json;
    });
}
