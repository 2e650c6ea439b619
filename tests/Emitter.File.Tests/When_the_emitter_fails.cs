using AlertResponder.TestKit.Postgres;

namespace AlertResponder.Emitter.File.Tests;

/// <summary>One line a verdict, whatever happens.</summary>
public sealed class When_the_emitter_fails : EmitterFaults
{
    protected override async Task<EmissionWorld> StartAsync(params (string Key, string Value)[] settings) => await FileWorld.StartAsync(settings);

    protected override async Task<string> CreatePostgresAsync() => await (await LocalPostgres.SharedAsync()).CreateDatabaseAsync();

    /// <summary>A report that is only opened has no line.</summary>
    protected override void ShouldBeWrittenOnce(EmissionWorld world, Guid id, string because) =>
        world.Written(id).Should().OnlyHaveUniqueItems(because).And.Contain("verdict 3", because);
}
