using AlertResponder.Transport.AmazonSqs.Internal.Connections;

namespace AlertResponder.Transport.AmazonSqs.Tests.Connections;

public sealed class EntityCacheTests
{
    private readonly EntityCache<object> _cache = new();
    private int _lookups;

    [Fact]
    public async Task Entity_is_looked_up_once_however_many_ask()
    {
        var gate = new TaskCompletionSource();
        var asking = Enumerable.Range(0, 50).Select(_ => _cache.GetAsync("a", () => FindAsync(gate.Task)).AsTask()).ToList();
        gate.SetResult();

        (await Task.WhenAll(asking)).Distinct().Should().ContainSingle();
        await GetAsync("a");
        _lookups.Should().Be(1);
        _cache.Found.Should().ContainSingle();
    }

    [Fact]
    public async Task Entities_of_other_names_are_others()
    {
        (await GetAsync("a")).Should().NotBeSameAs(await GetAsync("A"));

        _lookups.Should().Be(2);
    }

    [Fact]
    public async Task What_failed_is_looked_up_again()
    {
        var failing = () => _cache.GetAsync("a", () => FindAsync(Task.FromException(new TimeoutException()))).AsTask();
        await failing.Should().ThrowAsync<TimeoutException>();
        _cache.Found.Should().BeEmpty();

        await GetAsync("a");

        _lookups.Should().Be(2);
    }

    [Fact]
    public async Task What_is_gone_is_looked_up_again_but_once_only()
    {
        var gone = await GetAsync("a");

        _cache.Forget("a", gone);
        var found = await GetAsync("a");
        _cache.Forget("a", gone); // another sender that met the same loss, later

        (await GetAsync("a")).Should().BeSameAs(found);
        _lookups.Should().Be(2);
    }

    [Fact]
    public async Task What_was_made_elsewhere_is_taken()
    {
        await GetAsync("a");
        var made = new object();

        _cache.Set("a", made);

        (await GetAsync("a")).Should().BeSameAs(made);
        _lookups.Should().Be(1);
    }

    private ValueTask<object> GetAsync(string name) => _cache.GetAsync(name, () => FindAsync(Task.CompletedTask));

    private async Task<object> FindAsync(Task gate)
    {
        Interlocked.Increment(ref _lookups);
        await gate;
        return new object();
    }
}
