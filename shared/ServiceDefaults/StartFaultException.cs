namespace AlertResponder.ServiceDefaults;

/// <summary>Something that a person has to mend before the program can run.</summary>
/// <param name="message">What it is, and what to do.</param>
public sealed class StartFaultException(string message) : Exception(message);
