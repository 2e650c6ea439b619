using System.Collections.Concurrent;
using AlertResponder.Contracts;
using AlertResponder.ServiceDefaults;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AlertResponder.Inspection.Tests;

public sealed class When_inspectors_are_added : IAsyncLifetime
{
    private readonly ConcurrentQueue<InspectionCompleted> _answers = new();
    private readonly IHost _host;

    public When_inspectors_are_added()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["Transport"] = "InMemory";
        builder.Services.AddSingleton(_answers);
        builder.AddServiceBus(bus =>
        {
            bus.AddInspector<FirstInspector>("first", "ipaddr", "domain");
            bus.AddInspector<SecondInspector>("second", "ipaddr", "username");
            bus.AddConsumer<Listener>();
        });
        _host = builder.Build();
    }

    [Fact]
    public async Task Each_answers_for_the_types_that_it_looks_at()
    {
        var address = await AskAsync("ipaddr", "192.0.2.1");
        var domain = await AskAsync("domain", "example.org");
        var user = await AskAsync("username", "alice");

        (await AnswersAsync(address, 2)).Select(answer => answer.Inspector).Should().BeEquivalentTo("first", "second");
        (await AnswersAsync(domain, 1)).Single().Should().BeEquivalentTo(new
        {
            domain.ReportId,
            domain.AlertId,
            domain.Attribute,
            Inspector = "first",
            Outcome = InspectionOutcome.Found,
            Findings = new[] { new { Inspector = "first", Title = "domain example.org" } },
            Discovered = new[] { new { Type = "ipaddr", Value = "198.51.100.1" } },
        });
        (await AnswersAsync(user, 1)).Single().Inspector.Should().Be("second");
    }

    [Fact]
    public async Task One_that_is_asked_again_alone_answers_alone()
    {
        var request = await AskAsync("ipaddr", "192.0.2.2", inspector: "second");
        var after = await AskAsync("ipaddr", "192.0.2.3");
        await AnswersAsync(after, 2);

        (await AnswersAsync(request, 1)).Single().Inspector.Should().Be("second");
    }

    [Fact]
    public async Task Deferred_one_looks_again_and_answers()
    {
        var answers = await AnswersAsync(await AskAsync("username", "busy"), 2);

        answers.Select(answer => answer.Outcome).Should().BeEquivalentTo([InspectionOutcome.Deferred, InspectionOutcome.Nothing]);
        answers.Single(answer => answer.Outcome == InspectionOutcome.Deferred).DeferredUntil.Should().NotBeNull();
    }

    [Fact]
    public async Task Deferred_past_the_deadline_it_has_failed()
    {
        var answers = await AnswersAsync(await AskAsync("username", "always busy", within: TimeSpan.FromSeconds(0.5)), 1);

        answers.Single().Should().BeEquivalentTo(new { Outcome = InspectionOutcome.Failed, DeferredUntil = (DateTimeOffset?)null });
    }

    [Theory]
    [InlineData("", "ipaddr")]
    [InlineData("Upper", "ipaddr")]
    [InlineData("with_underscore", "ipaddr")]
    [InlineData("a-name-that-is-longer-than-forty-characters", "ipaddr")]
    [InlineData("fine")]
    [InlineData("fine", " ")]
    public void Name_that_can_be_no_queue_and_no_types_are_refused(string name, params string[] types) =>
        FluentActions.Invoking(() => new ServiceCollection().AddMassTransit(bus => bus.AddInspector<FirstInspector>(name, types)))
            .Should().Throw<StartupException>();

    [Fact]
    public void Two_of_one_name_are_refused() =>
        FluentActions.Invoking(() => new ServiceCollection().AddMassTransit(bus =>
        {
            bus.AddInspector<FirstInspector>("same", "ipaddr");
            bus.AddInspector<SecondInspector>("same", "domain");
        })).Should().Throw<StartupException>().WithMessage("*'same'*");

    public async ValueTask InitializeAsync() => await _host.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private async Task<InspectionRequested> AskAsync(string type, string value, string? inspector = null, TimeSpan? within = null)
    {
        var request = new InspectionRequested
        {
            ReportId = Guid.NewGuid(),
            AlertId = new string('a', 64),
            InspectionId = Guid.NewGuid(),
            Attribute = new InspectedAttribute { Type = type, Value = value, Contexts = ["remote"] },
            Deadline = TimeProvider.System.GetUtcNow() + (within ?? TimeSpan.FromMinutes(5)),
            Inspector = inspector,
        };
        await _host.Services.GetRequiredService<IBus>().Publish(request, TestContext.Current.CancellationToken);
        return request;
    }

    private async Task<IReadOnlyList<InspectionCompleted>> AnswersAsync(InspectionRequested request, int count)
    {
        InspectionCompleted[] Found() => [.. _answers.Where(answer => answer.InspectionId == request.InspectionId)];
        await Patiently.UntilAsync(() => Found().Length >= count, $"{count} answers about {request.Attribute.Value}");
        return Found().Should().HaveCount(count).And.Subject.ToList();
    }

    private sealed class FirstInspector : IInspector
    {
        public Task<InspectionResult> InspectAsync(InspectedAttribute attribute, CancellationToken cancellationToken) =>
            Task.FromResult(InspectionResult.Found(new Finding
            {
                Inspector = "first",
                Title = $"{attribute.Type} {attribute.Value}",
                Attribute = attribute,
                Kind = FindingKind.Host,
                Host = new HostFinding(),
            }) with
            {
                Discovered = [new AlertAttribute { Type = "ipaddr", Value = "198.51.100.1" }],
            });
    }

    private sealed class SecondInspector : IInspector
    {
        private static int _looks;

        public Task<InspectionResult> InspectAsync(InspectedAttribute attribute, CancellationToken cancellationToken) => attribute.Value switch
        {
            "busy" when Interlocked.Increment(ref _looks) == 1 => Task.FromResult(InspectionResult.Deferred("busy", TimeSpan.FromSeconds(1))),
            "always busy" => Task.FromResult(InspectionResult.Deferred("busy", TimeSpan.FromSeconds(1))),
            _ => Task.FromResult(InspectionResult.Nothing()),
        };
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
