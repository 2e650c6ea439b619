using AlertResponder.Contracts;

namespace AlertResponder.Reviewer.Policy;

/// <summary>
/// How an organization judges reports: the one piece of the reviewer that is made to be replaced. Register another one after
/// <c>AddReviewer</c>, or use the built-in HTTP policy and write it in any language.
/// </summary>
public interface IReviewPolicy
{
    /// <summary>
    /// Judges a report. It can be asked about the same report again: when it has changed significantly, or when an answer was lost. An exception, or no
    /// answer within 30 seconds, makes the report unclassified with that as the reason.
    /// </summary>
    /// <param name="report">The report as it stands, at most 60 KiB.</param>
    /// <param name="cancellationToken">Cancelled when the time is over.</param>
    /// <returns>The verdict.</returns>
    ValueTask<Verdict> ReviewAsync(ReportDocument report, CancellationToken cancellationToken);
}
