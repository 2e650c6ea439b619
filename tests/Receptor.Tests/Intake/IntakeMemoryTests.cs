using AlertResponder.Receptor.Intake;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Receptor.Tests.Intake;

public sealed class IntakeMemoryTests
{
    private const long MiB = 1024 * 1024;

    private static readonly byte[] Largest = new byte[ReceptorLimits.RequestBytes];

    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(192)]
    [InlineData(65_536)]
    public async Task A_document_of_the_largest_size_fits_whatever_memory_there_is(long mebibytes)
    {
        using var memory = new IntakeMemory(_clock, mebibytes * MiB);

        using var received = await memory.ReceiveAsync("soar", ReceptorLimits.RequestBytes, Cancel);
        using var read = await memory.ReadAsync(Largest, TimeSpan.FromSeconds(1), Cancel);

        received.Should().NotBeNull();
        read.Should().NotBeNull();
    }

    [Fact]
    public async Task Two_of_the_largest_are_read_one_after_the_other_in_a_small_container()
    {
        using var memory = new IntakeMemory(_clock, 192 * MiB);
        var first = await memory.ReadAsync(Largest, Timeout.InfiniteTimeSpan, Cancel);

        var second = memory.ReadAsync(Largest, Timeout.InfiniteTimeSpan, Cancel);
        second.IsCompleted.Should().BeFalse();
        first!.Dispose();

        using var read = await second;
        read.Should().NotBeNull();
    }

    [Theory]
    [InlineData(ReceptorLimits.ValuesPerRequest, false)]
    [InlineData(ReceptorLimits.ValuesPerRequest / 4, true)]
    public async Task A_small_document_of_many_values_needs_as_much_as_a_large_one(int values, bool fit)
    {
        using var memory = new IntakeMemory(_clock, 192 * MiB);
        var document = System.Text.Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("0", values - 1))}]");
        using var first = await memory.ReadAsync(document, Timeout.InfiniteTimeSpan, Cancel);

        var second = memory.ReadAsync(document, TimeSpan.FromSeconds(1), Cancel);

        second.IsCompleted.Should().Be(fit);
        _clock.Advance(TimeSpan.FromSeconds(1));
        using var read = await second;
        (read is not null).Should().Be(fit);
    }

    [Fact]
    public async Task Room_that_does_not_come_in_time_is_given_up_and_nothing_of_it_is_kept()
    {
        using var memory = new IntakeMemory(_clock, 192 * MiB);
        using var own = await memory.ReceiveAsync("a", ReceptorLimits.RequestBytes, Cancel);
        using var other = await memory.ReceiveAsync("b", ReceptorLimits.RequestBytes, Cancel);

        var third = memory.ReceiveAsync("c", ReceptorLimits.RequestBytes, Cancel);
        _clock.Advance(ReceptorLimits.RoomTimeout);
        (await third).Should().BeNull();

        other!.Dispose();
        using var again = await memory.ReceiveAsync("c", ReceptorLimits.RequestBytes, Cancel);
        again.Should().NotBeNull();
    }

    [Fact]
    public async Task One_caller_does_not_take_the_room_of_all()
    {
        using var memory = new IntakeMemory(_clock, 192 * MiB);
        using var own = await memory.ReceiveAsync("a", ReceptorLimits.RequestBytes, Cancel);

        var more = memory.ReceiveAsync("a", IntakeMemory.SmallBytes + 1, Cancel);
        using var other = await memory.ReceiveAsync("b", ReceptorLimits.RequestBytes, Cancel);

        more.IsCompleted.Should().BeFalse();
        other.Should().NotBeNull();
        _clock.Advance(ReceptorLimits.RoomTimeout);
        (await more).Should().BeNull();
    }
}
