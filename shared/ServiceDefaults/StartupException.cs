namespace AlertResponder.ServiceDefaults;

/// <summary>Something that a person has to correct before the program can run.</summary>
/// <param name="message">What it is, and what to do.</param>
public sealed class StartupException(string message) : Exception(message);
