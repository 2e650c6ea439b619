using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AlertResponder.ServiceDefaults.Tests;

public sealed class ApiReferenceTests
{
    [Fact]
    public async Task Description_is_made_once_and_names_no_host_that_a_request_named()
    {
        var cancel = TestContext.Current.CancellationToken;
        var made = 0;
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        builder.AddApiReference();
        builder.Services.Configure<OpenApiOptions>("v1", options => options.AddDocumentTransformer((_, _, _) =>
        {
            made++;
            return Task.CompletedTask;
        }));
        await using var app = builder.Build();
        app.UseServiceDefaults();
        app.MapGet("/reports", () => "reports");
        await app.StartAsync(cancel);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        var documents = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => http.GetStringAsync($"/openapi/v1.json?{number}", cancel)));

        documents.Distinct().Should().ContainSingle();
        made.Should().Be(1);
        using var document = JsonDocument.Parse(documents[0]);
        document.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name).Should().Equal("/reports");
        document.RootElement.TryGetProperty("servers", out _).Should().BeFalse("an address is relative to where the document is");
    }
}
