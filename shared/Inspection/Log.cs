using AlertResponder.Contracts;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Inspection;

/// <summary>EventIds 1700 to 1799.</summary>
internal static partial class Log
{
    [LoggerMessage(1700, LogLevel.Information, "Inspector {Inspector}: inspection {InspectionId} of one {AttributeType}: {Outcome}, deferred {Deferrals} times before")]
    public static partial void Inspected(
        ILogger logger, string inspector, Guid inspectionId, string attributeType, InspectionOutcome outcome, int deferrals);

    [LoggerMessage(
        1701, LogLevel.Error,
        "Inspector {Inspector}: inspection {InspectionId} of one {AttributeType} was ended by {Exception}, and is answered as failed\n{Place}")]
    public static partial void InspectorThrew(
        ILogger logger, string inspector, Guid inspectionId, string attributeType, string exception, string? place);
}
