namespace AlertResponder.ServiceDefaults;

/// <summary>A server listens where others can reach it, and must not.</summary>
/// <param name="message">Which address, for a person.</param>
public sealed class NotLocalException(string message) : Exception(message);
