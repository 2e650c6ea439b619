using System.Globalization;
using AlertResponder.Contracts;
using AlertResponder.Receptor.Formats;
using Microsoft.AspNetCore.Http;

namespace AlertResponder.Receptor.Intake;

/// <summary>One submission of a document.</summary>
/// <param name="Sender">Name of the API key or of the queue that it came by; null where there is neither.</param>
/// <param name="Key">Identifies the submission, so that it is recognized when it is sent again; null when the sender gave none.</param>
internal sealed record Submission(string? Sender, string? Key);

/// <summary>What a document holds.</summary>
internal sealed class ParsedDocument
{
    public bool IsArray { get; set; }

    /// <summary>The alerts that can be taken.</summary>
    public List<AlertReceived> Alerts { get; } = [];

    /// <summary>The others, with their place.</summary>
    public List<(int Index, ValidationErrors Errors)> Refused { get; } = [];

    /// <summary>What is wrong with the document as a whole; then it has no alerts.</summary>
    public ValidationErrors Errors { get; } = new();

    /// <summary>How many alerts are refused; a document that is wrong as a whole counts as one.</summary>
    public int RefusedCount => Errors.Any ? 1 : Refused.Count;

    /// <summary>Why all of it, or some of its alerts, cannot be taken.</summary>
    public HttpValidationProblemDetails ToProblem() => Errors.Any ? Errors.ToProblem() : ValidationErrors.Problem(Refused
        .SelectMany(one => one.Errors.ToDictionary(IsArray ? string.Create(CultureInfo.InvariantCulture, $"[{one.Index}]") : ""))
        .Take(ReceptorLimits.ErrorsPerRequest)
        .ToDictionary(StringComparer.Ordinal));
}
