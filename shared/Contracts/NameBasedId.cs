using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AlertResponder.Contracts;

/// <summary>
/// Ids that are the same for the same parts, made of bytes alone, so that no text is refused. It stands with the contracts because two services
/// that make them differently would not know each other's messages.
/// </summary>
public static class NameBasedId
{
    /// <summary>
    /// Makes a UUID of version 8 (RFC 9562, section 5.8): the first 128 bits of the SHA-256 of the namespace's 16 bytes and, for each part, its
    /// length in bytes as a big-endian 32-bit number (−1 for null) and its UTF-8, with the version and the variant set. Never throws for any text;
    /// half of a surrogate pair counts as U+FFFD.
    /// </summary>
    /// <param name="namespaceId">Keeps ids for different purposes apart.</param>
    /// <param name="parts">What the id stands for. Where one part ends is counted, so no separator can move between two of them.</param>
    /// <returns>The id.</returns>
    public static Guid Of(Guid namespaceId, params ReadOnlySpan<string?> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(namespaceId.ToByteArray(bigEndian: true));
        foreach (var part in parts) Append(hash, part is null ? null : Encoding.UTF8.GetBytes(part));

        Span<byte> id = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(id);
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id[..16], bigEndian: true);
    }

    /// <summary>Adds one part to a hash: its length as a big-endian 32-bit number, −1 for null, and its bytes.</summary>
    /// <param name="hash">The hash.</param>
    /// <param name="part">The part.</param>
    public static void Append(IncrementalHash hash, byte[]? part)
    {
        ArgumentNullException.ThrowIfNull(hash);

        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, part?.Length ?? -1);
        hash.AppendData(length);
        if (part is not null) hash.AppendData(part);
    }
}
