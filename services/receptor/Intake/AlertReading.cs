using AlertResponder.Contracts;
using AlertResponder.Receptor.Formats;

namespace AlertResponder.Receptor.Intake;

/// <summary>What a document holds.</summary>
/// <param name="isArray">Whether it is an array of alerts.</param>
internal sealed class AlertReading(bool isArray)
{
    public bool IsArray => isArray;

    /// <summary>The alerts that can be taken.</summary>
    public List<AlertReceived> Alerts { get; } = [];

    /// <summary>The others, with their place.</summary>
    public List<(int Index, Faults Faults)> Refused { get; } = [];

    /// <summary>What is wrong with the document as a whole; then it has no alerts.</summary>
    public Faults WholeFaults { get; } = new();
}
