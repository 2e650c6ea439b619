using System.Text.Json;
using AlertResponder.FakeServices.Webhook;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Emitter.Webhook.Tests;

/// <summary>A receiver of webhooks and the emitter's target <c>soc</c>.</summary>
internal sealed class WebhookWorld : EmissionWorld<WebhookEmitter<FirstTarget>, WebhookState>
{
    private static readonly TimeSpan Outage = TimeSpan.FromHours(1);

    private WebhookWorld(FakeWebhook receiver, FakeTimeProvider clock, IEnumerable<(string, string)> settings)
        : base(clock, settings) => Receiver = receiver;

    public FakeWebhook Receiver { get; }

    public static Task<WebhookWorld> StartAsync(params (string Key, string Value)[] settings) => StartAsync(Reports.Noon, settings);

    public static async Task<WebhookWorld> StartAsync(DateTimeOffset now, params (string Key, string Value)[] settings)
    {
        var clock = new FakeTimeProvider(now);
        var receiver = await FakeWebhook.StartAsync(options: new FakeWebhookOptions { TimeProvider = clock });
        var world = new WebhookWorld(
            receiver, clock, [.. Target("soc", receiver), .. settings.Select(setting => (Name(setting.Key), setting.Value))]);
        await world.StartProcessAsync();
        return world;
    }

    /// <summary>The settings of a target.</summary>
    public static IEnumerable<(string, string)> Target(string name, FakeWebhook receiver) =>
    [
        ($"Webhook:Targets:{name}:Url", receiver.Url.ToString()), ($"Webhook:Targets:{name}:Secret", FakeWebhookOptions.DefaultSecret),
        ($"Webhook:Targets:{name}:AllowHttp", "true"), ($"Webhook:Targets:{name}:AllowInternal", "true"),
    ];

    /// <summary>What a delivery tells, in short.</summary>
    public static string Label(WebhookDelivery delivery) => delivery.Type switch
    {
        WebhookEvent.VerdictReached => $"verdict {Verdict(delivery).GetProperty("number")}",
        var type => type["report.".Length..],
    };

    public override IReadOnlyList<string> Written(Guid reportId) =>
        [.. Receiver.Deliveries.Where(delivery => delivery.Data.GetProperty("reportId").GetGuid() == reportId).Select(Label)];

    public override void LoseNextAnswer() => Receiver.Script(WebhookFault.DropAfter());

    /// <summary>However many calls: the delays grow so fast that an hour has four.</summary>
    public override void FailNextCalls(int count) => Receiver.AwayUntil = Clock.GetUtcNow() + Outage;

    public Task RestartWithAsync(string setting, string value) => RestartAsync((Name(setting), value));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    protected override void Register(IBusRegistrationConfigurator bus, IConfiguration configuration) => bus.AddWebhookEmitter(configuration);

    private static JsonElement Verdict(WebhookDelivery delivery) => delivery.Data.GetProperty("verdict");

    private static string Name(string setting) => setting.Contains(':', StringComparison.Ordinal) ? setting : $"Webhook:Targets:soc:{setting}";
}
