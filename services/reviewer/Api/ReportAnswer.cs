using System.Net.Mime;
using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.Reviewer.Aggregation;
using AlertResponder.Reviewer.Reports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AlertResponder.Reviewer.Api;

/// <summary>
/// A report as it is answered. Its alerts, which can be 25 MB, go from the database to the reader one by one.
/// </summary>
internal sealed class ReportAnswer(Report report, ReportReader reader) : IResult
{
    public async Task ExecuteAsync(HttpContext context)
    {
        try
        {
            await WriteAsync(context, context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions);
        }
        catch (Exception exception) when (context.Response.HasStarted)
        {
            if (!context.RequestAborted.IsCancellationRequested)
                Log.AnswerBrokenOff(context.RequestServices.GetRequiredService<ILogger<ReportAnswer>>(), exception, report.CorrelationId);
            // The status is gone out: a reader must not take the half for the whole.
            context.Abort();
        }
    }

    private async Task WriteAsync(HttpContext context, JsonSerializerOptions options)
    {
        // Before anything is written: what goes wrong with the query can still be answered.
        await using var alerts = reader.AlertsOf(report).GetAsyncEnumerator(context.RequestAborted);
        var isThereOne = await alerts.MoveNextAsync();

        context.Response.ContentType = MediaTypeNames.Application.Json;
        await context.Response.StartAsync(context.RequestAborted);
        var document = ReportDocuments.Whole(report, new ReportAlerts());
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, new JsonWriterOptions { Encoder = options.Encoder });
        json.WriteStartObject();
        foreach (var property in options.GetTypeInfo(typeof(ReportDocument)).Properties)
        {
            json.WritePropertyName(property.Name);
            if (property.PropertyType != typeof(ReportAlerts)) JsonSerializer.Serialize(json, property.Get!(document), property.PropertyType, options);
            else await WriteAsync(json, isThereOne ? alerts : null, context, options);
        }

        json.WriteEndObject();
        await json.FlushAsync();
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private async Task WriteAsync(Utf8JsonWriter json, IAsyncEnumerator<string>? alerts, HttpContext context, JsonSerializerOptions options)
    {
        var count = 0;
        json.WriteStartObject();
        await WriteListAsync(nameof(ReportAlerts.First), AlertsToKeep.First);
        await WriteListAsync(nameof(ReportAlerts.Last), int.MaxValue);
        json.WriteNumber(Name(nameof(ReportAlerts.Omitted)), Math.Max(0, report.AlertCount - count));
        json.WriteEndObject();

        async Task WriteListAsync(string name, int length)
        {
            json.WriteStartArray(Name(name));
            for (var written = 0; alerts is not null && written < length; written++)
            {
                JsonSerializer.Serialize(json, JsonSerializer.Deserialize<Alert>(alerts.Current, DocumentJson.Options), options);
                await json.FlushAsync();
                // Waits where the reader is slower than the database.
                await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
                count++;
                if (!await alerts.MoveNextAsync()) alerts = null;
            }

            json.WriteEndArray();
        }

        string Name(string property) => options.PropertyNamingPolicy?.ConvertName(property) ?? property;
    }
}
