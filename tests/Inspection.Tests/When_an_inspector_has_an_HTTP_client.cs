using System.Collections.Concurrent;
using AlertResponder.Contracts;
using AlertResponder.Emission.Testing;
using AlertResponder.ServiceDefaults;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Inspection.Tests;

/// <summary>An inspector with a typed client of the framework, as a newcomer writes it, against a real server.</summary>
public sealed class When_an_inspector_has_an_HTTP_client : IDisposable
{
    private const string Value = "host-of-the-victim.example";

    private readonly ConcurrentQueue<InspectionCompleted> _answers = new();
    private readonly Capture _logs = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_given_its_client_whichever_was_added_first(bool isClientFirst)
    {
        var completed = await InspectAsync(isClientFirst, LogLevel.Warning);

        completed.Should().BeEquivalentTo(new { Outcome = InspectionOutcome.Nothing, Reason = $"it has asked for /names/{Value}" });
    }

    [Theory]
    [InlineData(LogLevel.Information)]
    [InlineData(LogLevel.Trace)]
    public async Task Value_of_the_attribute_is_in_no_line_of_the_log(LogLevel level)
    {
        var completed = await InspectAsync(isClientFirst: true, level);

        completed.Outcome.Should().Be(InspectionOutcome.Nothing, "the server was asked");
        _logs.Lines.Should().Contain(line => line.Id == 1700).And.NotContain(line => line.Text.Contains(Value));
    }

    public void Dispose() => _logs.Dispose();

    private async Task<InspectionCompleted> InspectAsync(bool isClientFirst, LogLevel level)
    {
        await using var server = await StartServerAsync();
        using var host = Build(new Uri(server.Urls.Single()), isClientFirst, level);
        await host.StartAsync(Stop);

        await host.Services.GetRequiredService<IBus>().Publish(
            new InspectionRequested
            {
                ReportId = Guid.NewGuid(),
                AlertId = new string('a', 64),
                InspectionId = Guid.NewGuid(),
                Attribute = new InspectedAttribute { Type = "domain", Value = Value, Contexts = ["remote"] },
                Deadline = TimeProvider.System.GetUtcNow().AddMinutes(5),
            },
            Stop);
        var completed = await Patiently.ForAsync(() => Task.FromResult(_answers.FirstOrDefault()), "an answer");
        await host.StopAsync(Stop);
        return completed;
    }

    private static async Task<WebApplication> StartServerAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(request => request.Response.WriteAsync($"it has asked for {request.Request.Path}"));
        await server.StartAsync(Stop);
        return server;
    }

    private IHost Build(Uri address, bool isClientFirst, LogLevel level)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["Transport"] = "InMemory";
        builder.AddServiceDefaults();
        builder.AddServiceLogging();
        builder.Logging.SetMinimumLevel(level).AddProvider(_logs);
        builder.Services.AddSingleton(_answers);
        builder.AddServiceBus(bus =>
        {
            if (isClientFirst) bus.AddHttpClient<NamesInspector>(http => http.BaseAddress = address);
            bus.AddInspector<NamesInspector>("names", "domain");
            if (!isClientFirst) bus.AddHttpClient<NamesInspector>(http => http.BaseAddress = address);
            bus.AddConsumer<Listener>();
        });
        return builder.Build();
    }

    private sealed class NamesInspector(HttpClient http) : IInspector
    {
        public async Task<InspectionResult> InspectAsync(InspectedAttribute attribute, CancellationToken cancellationToken) =>
            InspectionResult.Nothing(await http.GetStringAsync(new Uri($"names/{attribute.Value}", UriKind.Relative), cancellationToken));
    }

    private sealed class Listener(ConcurrentQueue<InspectionCompleted> answers) : IConsumer<InspectionCompleted>
    {
        public Task Consume(ConsumeContext<InspectionCompleted> context)
        {
            answers.Enqueue(context.Message);
            return Task.CompletedTask;
        }
    }
}
