using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace AlertResponder.Receptor.Http;

/// <summary>The answer 202.</summary>
/// <param name="Accepted">The alerts that are safe, in the order in which they were sent.</param>
/// <param name="Rejected">The others; absent when there are none.</param>
internal sealed record IntakeAnswer(
    IReadOnlyList<AcceptedAlert> Accepted,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<RejectedAlert>? Rejected = null);

/// <summary>An alert that is safe.</summary>
/// <param name="AlertId">What it has in common with its repeats.</param>
/// <param name="ReceiptId">Identifies this one receipt; the same when the same submission is sent again.</param>
/// <param name="ReportUrl">Where its report will be found.</param>
internal sealed record AcceptedAlert(string AlertId, Guid ReceiptId, string ReportUrl);

/// <summary>An alert that was refused; it can be corrected and sent again.</summary>
/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="Problem">What is wrong, by field.</param>
internal sealed record RejectedAlert(int Index, HttpValidationProblemDetails Problem);
