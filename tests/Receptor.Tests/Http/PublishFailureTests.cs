using System.Net;
using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.Receptor.Intake;
using AlertResponder.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Receptor.Tests.Http;

public sealed class PublishFailureTests
{
    private const string Minimal = """{"name":"n","rule":"r"}""";

    [Fact]
    public async Task Store_that_is_down_accepts_nothing_and_names_a_time_to_come_again()
    {
        await using var host = await ReceptorHost.StartAsync(configure: builder => builder.Services.AddScoped<IAlertPublisher, BrokenPublisher>());

        using var response = await host.PostAsync($"[{Minimal},{{}}]");

        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(5));
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        using var problem = JsonDocument.Parse(await response.TextAsync());
        problem.RootElement.TryGetProperty("accepted", out _).Should().BeFalse();
        (await response.TextAsync()).Should().NotContain("secret of the database");
        host.Errors.Should().ContainSingle().Which.Should().StartWith("1102:");
    }

    [Fact]
    public async Task Batch_of_which_a_part_is_accepted_is_not_said_to_be_refused_and_counts_once_when_it_comes_again()
    {
        var publisher = new HalfPublisher();
        await using var host = await ReceptorHost.StartAsync(configure: builder => builder.Services.AddSingleton<IAlertPublisher>(publisher));
        var batch = $$"""[{{Minimal}},{"name":"n","rule":"r","key":"2"}]""";

        using var first = await host.PostAsync(batch, idempotencyKey: "k");
        using var second = await host.PostAsync(batch, idempotencyKey: "k");

        first.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        using var problem = JsonDocument.Parse(await first.TextAsync());
        problem.RootElement.GetProperty("detail").GetString().Should().Contain("none, some or all").And.Contain("Idempotency-Key");
        (await second.AnswerAsync()).Accepted.Select(alert => alert.ReceiptId).Should().BeEquivalentTo(publisher.Receipts).And.HaveCount(2);
    }

    [Fact]
    public async Task Store_that_does_not_answer_is_given_up_after_ten_seconds()
    {
        var clock = new FakeTimeProvider();
        var publisher = new SilentPublisher();
        await using var host = await ReceptorHost.StartAsync(configure: builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.Services.AddSingleton<IAlertPublisher>(publisher);
        });

        var sending = host.PostAsync(Minimal);
        await publisher.Reached;
        clock.Advance(TimeSpan.FromSeconds(10));

        using var response = await sending;
        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Sender_that_hangs_up_while_alerts_are_stored_does_not_stop_that()
    {
        var publisher = new SilentPublisher();
        var accessor = new HttpContextAccessor();
        publisher.OnReached = () => accessor.HttpContext!.RequestAborted;
        await using var host = await ReceptorHost.StartAsync(configure: builder =>
        {
            builder.Services.AddSingleton<IHttpContextAccessor>(accessor);
            builder.Services.AddSingleton<IAlertPublisher>(publisher);
        });
        using var hangUp = new CancellationTokenSource();
        using var content = new StringContent(Minimal, System.Text.Encoding.UTF8, "application/json");

        var sending = host.Client.PostAsync("/alerts", content, hangUp.Token);
        await publisher.Reached;
        await hangUp.CancelAsync();
        await sending.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        await Patiently.UntilAsync(() => publisher.RequestAborted.IsCancellationRequested, "the server has noticed");

        publisher.Token.IsCancellationRequested.Should().BeFalse();
        publisher.Finish();
        await Patiently.UntilAsync(() => host.ClosedConnections == 1, "the request has ended");
        host.Errors.Should().BeEmpty();
    }

    private sealed class BrokenPublisher : IAlertPublisher
    {
        public Task PublishAsync(IReadOnlyList<AlertReceived> alerts, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("secret of the database");
    }

    /// <summary>Takes the first alert and fails with the second, the first time.</summary>
    private sealed class HalfPublisher : IAlertPublisher
    {
        private bool _failed;

        public HashSet<Guid> Receipts { get; } = [];

        public Task PublishAsync(IReadOnlyList<AlertReceived> alerts, CancellationToken cancellationToken)
        {
            Receipts.Add(alerts[0].ReceiptId);
            if (!_failed)
            {
                _failed = true;
                throw new InvalidOperationException("the second");
            }

            Receipts.UnionWith(alerts.Select(alert => alert.ReceiptId));
            return Task.CompletedTask;
        }
    }

    private sealed class SilentPublisher : IAlertPublisher
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public Func<CancellationToken> OnReached { get; set; } = () => default;

        public CancellationToken RequestAborted { get; private set; }

        public CancellationToken Token { get; private set; }

        public void Finish() => _finished.SetResult();

        public Task PublishAsync(IReadOnlyList<AlertReceived> alerts, CancellationToken cancellationToken)
        {
            Token = cancellationToken;
            RequestAborted = OnReached();
            _reached.SetResult();
            return _finished.Task.WaitAsync(cancellationToken);
        }
    }
}
