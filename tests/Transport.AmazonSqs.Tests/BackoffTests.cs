using CsCheck;

namespace AlertResponder.Transport.AmazonSqs.Tests;

public sealed class BackoffTests
{
    private static readonly TimeSpan Max = TimeSpan.FromSeconds(30);

    [Fact]
    public void Pause_doubles_with_jitter_and_never_exceeds_the_longest() =>
        Gen.Select(Gen.Int[1, 5_000], Gen.Int[1, 2_000]).Sample((milliseconds, attempt) =>
        {
            var whole = Math.Min(milliseconds * Math.Pow(2, attempt - 1), Max.TotalMilliseconds);
            var pause = Backoff.Delay(attempt, TimeSpan.FromMilliseconds(milliseconds), Max).TotalMilliseconds;
            return pause >= (whole / 2) - 0.001 && pause <= whole + 0.001;
        });

    [Fact]
    public void Two_who_failed_together_do_not_come_again_together() =>
        Enumerable.Range(0, 20).Select(_ => Backoff.Delay(1, TimeSpan.FromSeconds(1), Max)).Distinct().Should().HaveCountGreaterThan(10);
}
