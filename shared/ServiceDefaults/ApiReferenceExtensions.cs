using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace AlertResponder.ServiceDefaults;

/// <summary>The description of a host's HTTP API, whichever services it carries.</summary>
public static class ApiReferenceExtensions
{
    private const string DocumentName = "v1";

    /// <summary>Adds the OpenAPI document.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <returns>The same builder.</returns>
    public static IHostApplicationBuilder AddApiReference(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        // The default accepts "5" for 5, and the document would then describe every number as a string as well.
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        builder.Services.AddOpenApi(DocumentName, options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "AlertResponder";
            document.Info.Description = "Security alerts in, investigated and judged reports out.";
            return Task.CompletedTask;
        }));
        return builder;
    }

    /// <summary>
    /// Maps <c>/openapi/v1.json</c> and, in development only, a page to try it at <c>/scalar</c>. The page loads nothing from elsewhere and sends
    /// no telemetry.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <returns>The same application.</returns>
    public static WebApplication MapApiReference(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);

        // Made once: making it takes as much time as some hundred alerts, and anybody may ask for it.
        var document = new Lazy<Task<byte[]>>(() => WriteAsync(app.Services));
        app.MapGet($"/openapi/{DocumentName}.json", async () => TypedResults.Bytes(await document.Value, "application/json")).AllowAnonymous().ExcludeFromDescription();
        if (!app.Environment.IsDevelopment()) return app;
        app.MapScalarApiReference(options => options
            .WithTitle("AlertResponder")
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp()).AllowAnonymous();
        return app;
    }

    private static async Task<byte[]> WriteAsync(IServiceProvider services)
    {
        var document = await services.GetRequiredKeyedService<IOpenApiDocumentProvider>(DocumentName).GetOpenApiDocumentAsync();
        await using var stream = new MemoryStream();
        await document.SerializeAsJsonAsync(stream, OpenApiSpecVersion.OpenApi3_1);
        return stream.ToArray();
    }
}
