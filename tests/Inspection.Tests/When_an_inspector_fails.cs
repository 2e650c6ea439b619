using System.Collections.Concurrent;
using AlertResponder.Contracts;
using AlertResponder.Emission.Testing;
using AlertResponder.ServiceDefaults;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Inspection.Tests;

/// <summary>An inspector that does wrong whatever can be done wrong with the value that it is asked about.</summary>
public sealed class When_an_inspector_fails : IAsyncLifetime
{
    private readonly ConcurrentQueue<InspectionCompleted> _answers = new();
    private readonly Looks _looks = new();
    private readonly Capture _logs = new();
    private readonly IHost _host;

    public When_an_inspector_fails()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["Transport"] = "InMemory";
        builder.Logging.AddProvider(_logs);
        builder.Services.AddSingleton(_answers).AddSingleton(_looks);
        builder.AddServiceBus(bus =>
        {
            bus.AddInspector<Clumsy>("clumsy", "url");
            bus.AddConsumer<Listener>();
        });
        _host = builder.Build();
    }

    public static TheoryData<string> Answers => [.. Clumsy.Answers.Keys];

    [Fact]
    public async Task Twenty_poisonous_attributes_have_failed_after_one_look_each_and_a_bystander_is_answered()
    {
        var poisonous = new List<InspectionRequested>();
        for (var number = 0; number < 20; number++) poisonous.Add(await AskAsync($"throws http://paypa\u04c0.com/{number}"));
        var bystander = await AskAsync("ordinary");

        (await AnswerAsync(bystander)).Outcome.Should().Be(InspectionOutcome.Nothing);
        foreach (var request in poisonous)
            (await AnswerAsync(request)).Should().BeEquivalentTo(
                new { Outcome = InspectionOutcome.Failed, Reason = "the inspector itself has failed (UriFormatException)", request.Attribute });
        _looks.Count.Should().Be(21, "an exception is an answer, and no reason to look again");
    }

    [Fact]
    public async Task Exception_is_logged_without_the_value_that_it_tells()
    {
        await AnswerAsync(await AskAsync("throws secret"));

        _logs.Lines.Should().ContainSingle(line => line.Id == 1701).Which.Text.Should()
            .Contain("UriFormatException").And.Contain(nameof(Clumsy)).And.NotContain("secret");
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Answer_is_what_the_contract_allows_whatever_the_inspector_has_answered(string answer)
    {
        var request = await AskAsync(answer);

        var completed = await AnswerAsync(request);

        completed.Attribute.Should().BeEquivalentTo(request.Attribute);
        completed.Findings.Should().NotBeNull();
        completed.Discovered.Should().NotBeNull();
        AnswerSize.Measure(completed).Should().BeLessThanOrEqualTo(AnswerSize.MaxBytes);
        _looks.Count.Should().Be(1);
    }

    [Fact]
    public async Task Look_that_is_cancelled_by_the_stop_of_the_service_is_no_answer()
    {
        await AskAsync("waits for the stop");
        await Patiently.UntilAsync(() => _looks.Count == 1, "the inspector looks");

        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _host.StopAsync(now.Token);

        _answers.Should().BeEmpty();
    }

    public async ValueTask InitializeAsync() => await _host.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private async Task<InspectionRequested> AskAsync(string value)
    {
        var request = new InspectionRequested
        {
            ReportId = Guid.NewGuid(),
            AlertId = new string('a', 64),
            InspectionId = Guid.NewGuid(),
            Attribute = new InspectedAttribute { Type = "url", Value = value, Contexts = ["remote"] },
            Deadline = TimeProvider.System.GetUtcNow().AddMinutes(5),
        };
        await _host.Services.GetRequiredService<IBus>().Publish(request, TestContext.Current.CancellationToken);
        return request;
    }

    private Task<InspectionCompleted> AnswerAsync(InspectionRequested request) => Patiently.ForAsync(
        () => Task.FromResult(_answers.FirstOrDefault(answer => answer.InspectionId == request.InspectionId)),
        $"an answer about {request.Attribute.Value}");

    private sealed class Looks
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void Add() => Interlocked.Increment(ref _count);
    }

    private sealed class Clumsy(Looks looks) : IInspector
    {
        public static readonly Dictionary<string, Func<InspectedAttribute, InspectionResult>> Answers = new()
        {
            ["null"] = _ => null!,
            ["null lists"] = _ => new InspectionResult(InspectionOutcome.Found) { Findings = null!, Discovered = null! },
            ["deferred with null lists and no time"] =
                _ => InspectionResult.Deferred("later", TimeSpan.FromDays(1)) with { Findings = null!, Discovered = null! },
            ["nulls in lists"] = _ => InspectionResult.Found(null!, null!) with { Discovered = [null!] },
            ["null lists in a finding"] = attribute => Found(attribute, new HostFinding { RelatedDomains = null!, Country = null!, Activities = [null!] }),
            ["5,000 names of 50 KB"] = attribute => Found(
                attribute, new HostFinding { RelatedDomains = [.. Enumerable.Repeat(new RelatedDomain(new string('n', 50_000)), 5_000)] }),
            ["half surrogates"] = attribute => Found(attribute, new HostFinding { Hostname = ["\ud800", "a\udc00b\uffff"] }) with { Reason = "\ud83d" },
            ["a reason of a megabyte"] = _ => InspectionResult.Skipped(new string('r', 1 << 20)),
            ["a finding about no attribute by nobody"] = attribute => Found(null!, new HostFinding()),
            ["the longest wait there is"] = _ => InspectionResult.Deferred("busy", TimeSpan.MaxValue),
            ["a wait before all times"] = _ => InspectionResult.Deferred("busy", TimeSpan.MinValue),
            ["an outcome that is none"] = _ => new InspectionResult((InspectionOutcome)99),
            ["a time-out of its own"] = _ => throw new TaskCanceledException("no answer within 20 s"),
            ["a null reference"] = attribute => InspectionResult.Failed(((string)null!).Trim()),
            ["an exception without a stack"] = _ => throw new StacklessException(),
        };

        public async Task<InspectionResult> InspectAsync(InspectedAttribute attribute, CancellationToken cancellationToken)
        {
            looks.Add();
            if (attribute.Value == "waits for the stop") await Task.Delay(Timeout.Infinite, cancellationToken);
            if (attribute.Value.StartsWith("throws ", StringComparison.Ordinal)) throw new UriFormatException($"{attribute.Value} is no address");
            return Answers.TryGetValue(attribute.Value, out var answer) ? answer(attribute) : InspectionResult.Nothing();
        }

        private static InspectionResult Found(InspectedAttribute attribute, HostFinding host) => InspectionResult.Found(
            new Finding { Inspector = null!, Title = "\udfff", Attribute = attribute, Kind = FindingKind.Host, Host = host });
    }

    private sealed class StacklessException : Exception
    {
        public override string? StackTrace => null;
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
