using AlertResponder.Emission.Tests.FaultInjection;
using AlertResponder.TestKit.Postgres;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Emission.Tests;

/// <summary>A chat and its emitter, without a pace that would make the tests slow.</summary>
internal sealed class ChatWorld : EmissionWorld<ChatEmitter, ChatState>
{
    private readonly EmissionOptions _options;

    private ChatWorld(EmissionOptions options, IEnumerable<(string, string)> settings)
        : base(new FakeTimeProvider(Reports.Noon), settings) => _options = options;

    public FakeChannel Channel { get; } = new();

    public static async Task<ChatWorld> StartAsync(bool onPostgres = false, EmissionOptions? options = null)
    {
        (string, string)[] settings = onPostgres
            ? [("ConnectionStrings:Emitter", await (await LocalPostgres.SharedAsync()).CreateDatabaseAsync())]
            : [];
        var world = new ChatWorld(
            options ?? new EmissionOptions { WriteInterval = TimeSpan.Zero, WritesPerMinute = 10_000, WritesPerHour = 10_000 }, settings);
        await world.StartProcessAsync();
        return world;
    }

    public override IReadOnlyList<string> Written(Guid reportId) => Channel.Of(reportId);

    public override void LoseNextAnswer() => Channel.LoseNextAnswer();

    public override void FailNextCalls(int count) => Channel.FailNextCalls(count);

    protected override void Register(IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        bus.AddSingleton(Channel);
        bus.AddEmitter<ChatEmitter, ChatState>("chat", configuration, _ => _options);
    }
}
