namespace AlertResponder.Transport.AmazonSqs.Sending;

/// <summary>What the service said to a batch.</summary>
/// <param name="Taken">Ids of the entries that it took.</param>
/// <param name="Refused">The entries that it did not.</param>
internal sealed record BatchAnswer(IEnumerable<string> Taken, IEnumerable<BatchRefusal> Refused);

/// <param name="Id">Id of the entry.</param>
/// <param name="Code">What is wrong, e.g. <c>InternalError</c>.</param>
/// <param name="Message">The same in words; may be null.</param>
/// <param name="IsFinal">Whether the entry itself is at fault, so that sending it again would not help.</param>
internal sealed record BatchRefusal(string Id, string Code, string? Message, bool IsFinal);
