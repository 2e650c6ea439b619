using AlertResponder.FakeServices.Slack;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Emitter.Slack.Tests;

/// <summary>A Slack and its emitter.</summary>
internal sealed class SlackWorld : EmissionWorld<SlackEmitter, SlackState>
{
    public const string Channel = "C0ALERTS";

    private SlackWorld(FakeSlack slack, FakeTimeProvider clock, IEnumerable<(string, string)> settings)
        : base(clock, settings) => Slack = slack;

    public FakeSlack Slack { get; }

    /// <summary>The one message that is no reply.</summary>
    public FakeSlackMessage Message => Slack.Messages.Should().ContainSingle(message => message.ThreadTs == null).Subject;

    public IReadOnlyList<FakeSlackMessage> Replies => [.. Slack.Messages.Where(message => message.ThreadTs is not null)];

    public static Task<SlackWorld> StartAsync(params (string Key, string Value)[] settings) => StartAsync(new FakeSlackOptions(), settings);

    public static async Task<SlackWorld> StartAsync(FakeSlackOptions options, params (string Key, string Value)[] settings)
    {
        var clock = new FakeTimeProvider(Reports.Noon);
        var slack = await FakeSlack.StartAsync(options: options with { TimeProvider = clock });
        var world = new SlackWorld(
            slack, clock,
            [("Slack:Token", slack.Token), ("Slack:Channel", Channel), ("Slack:BaseUrl", slack.BaseAddress.ToString()), .. settings]);
        await world.StartProcessAsync();
        return world;
    }

    public int Count(string method) => Slack.Calls.Count(call => call.Method == method);

    /// <summary>Each message of a report with the verdict that it was posted with, and each reply with its.</summary>
    public override IReadOnlyList<string> Written(Guid reportId) =>
    [
        .. Slack.Messages.SelectMany(message =>
        {
            var payload = message.Body["metadata"]!["event_payload"]!;
            if (payload["report"]!.GetValue<string>() != $"{reportId:D}") return (string[])[];
            var verdict = $"verdict {payload["verdict"]!.GetValue<int>()}";
            return message.ThreadTs is null ? ["opened", verdict] : [verdict];
        }),
    ];

    public override void LoseNextAnswer() => Slack.Script(SlackFault.DropAfter().For("chat.postMessage"));

    public override void FailNextCalls(int count) => Slack.Script(Enumerable.Repeat(SlackFault.DropBefore(), count));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Slack.DisposeAsync();
    }

    protected override void Register(IBusRegistrationConfigurator bus, IConfiguration configuration) => bus.AddSlackEmitter(configuration);
}
