using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using AlertResponder.FakeServices.PagerDuty;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AlertResponder.FakeServices;

/// <summary>Shows the incidents of the stand-in for PagerDuty: a page for browsers, plain text for everything else.</summary>
internal static class IncidentPages
{
    public static void MapIncidents(this WebApplication app, FakePagerDuty pagerDuty) => app.MapGet("/incidents", (HttpRequest request) =>
    {
        var text = Text(pagerDuty.Incidents);
        return request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
            ? Results.Text($"<!doctype html><meta charset=utf-8><title>Incidents</title><pre>{HtmlEncoder.Default.Encode(text)}</pre>", "text/html", Encoding.UTF8)
            : Results.Text(text, "text/plain", Encoding.UTF8);
    });

    private static string Text(IReadOnlyList<FakeIncident> incidents)
    {
        var text = new StringBuilder(incidents.Count == 0 ? "No incident yet.\n" : "");
        foreach (var incident in incidents.Reverse())
            text.Append(CultureInfo.InvariantCulture, $"───── Incident {incident.Number}: {incident.Summary}\n{incident.Severity}, {incident.Status}\n")
                .Append(CultureInfo.InvariantCulture, $"{string.Join(", ", incident.Log)}\n\n{incident.Event["payload"]}\n\n");
        return text.ToString();
    }
}
