using System.Globalization;
using AlertResponder.Contracts;

namespace AlertResponder.Receptor.Intake;

/// <summary>The id of one receipt: the same for the same submission, so that a sender may send again whenever it is unsure.</summary>
internal static class ReceiptId
{
    private const string Anonymous = "anonymous";

    private static readonly Guid Namespace = new("6f1d2a54-9c1e-5b0f-8a47-3d5c0c6b7e21");

    public static Guid Of(string? sender, string? messageId, int index, DateTimeOffset receivedAt)
    {
        // Random, but ordered by time: alerts that come together stand together in the inbox's index.
        if (messageId is null) return Guid.CreateVersion7(receivedAt);
        return NameBasedId.Of(Namespace, sender ?? Anonymous, messageId, index.ToString(CultureInfo.InvariantCulture));
    }
}
