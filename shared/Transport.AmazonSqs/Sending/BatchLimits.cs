namespace AlertResponder.Transport.AmazonSqs.Sending;

/// <param name="Entries">Entries a batch.</param>
/// <param name="Bytes">Bytes of all entries of a batch.</param>
/// <param name="Requests">Batches under way at a time.</param>
internal sealed record BatchLimits(int Entries, int Bytes, int Requests);
