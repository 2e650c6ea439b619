using AlertResponder.Emission.Testing;
using AlertResponder.TestKit.Postgres;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Emission.Tests;

/// <summary>A chat and its emitter, without a pace that would make the tests slow.</summary>
internal sealed class ChatWorld : EmissionWorld<ChatEmitter, ChatState>
{
    private ChatWorld(IEnumerable<(string, string)> settings)
        : base(new FakeTimeProvider(Reports.Noon), settings)
    {
    }

    public FakeChannel Channel { get; } = new();

    public static async Task<ChatWorld> StartAsync(params (string Key, string Value)[] settings)
    {
        var world = new ChatWorld(settings);
        await world.StartProcessAsync();
        return world;
    }

    public static async Task<ChatWorld> StartAsync(bool onPostgres) =>
        onPostgres ? await StartAsync(("ConnectionStrings:Emitter", await (await LocalPostgres.SharedAsync()).CreateDatabaseAsync())) : await StartAsync();

    public override IReadOnlyList<string> Written(Guid reportId) => Channel.Of(reportId);

    public override void LoseNextAnswer() => Channel.LoseNextAnswer();

    public override void FailNextCalls(int count) => Channel.FailNextCalls(count);

    protected override void Register(IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        bus.AddSingleton(Channel);
        bus.AddEmitter<ChatEmitter, ChatState>("chat", configuration, _ => new EmissionOptions { WriteInterval = TimeSpan.Zero, WritesPerMinute = 10_000, WritesPerHour = 10_000 });
    }
}
