using Microsoft.Extensions.Options;

namespace AlertResponder.Database;

/// <summary>
/// Something that a person has to correct before a database can be used: its connection string, its schema, or the server. It is of the kind
/// that a host already reports as a line instead of a stack trace.
/// </summary>
/// <param name="database">The database's name.</param>
/// <param name="message">What is wrong, and what to do.</param>
public sealed class DatabaseSetupException(string database, string message)
    : OptionsValidationException(database, typeof(DatabaseRegistration), [message]);
