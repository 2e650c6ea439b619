using AlertResponder.Contracts;

namespace AlertResponder.Reviewer.Policy;

/// <summary>The default: leaves every report to people.</summary>
internal sealed class NoPolicy(TimeProvider time) : IReviewPolicy
{
    public ValueTask<Verdict> ReviewAsync(ReportDocument report, CancellationToken cancellationToken) => ValueTask.FromResult(new Verdict
    {
        Severity = Severity.Unclassified,
        Reason = "no policy decided",
        Rule = "none",
        DecidedBy = "none",
        DecidedAt = time.GetUtcNow(),
    });
}
