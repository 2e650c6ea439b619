using MassTransit;

namespace AlertResponder.Persistence.EntityFrameworkCore.Inbox;

/// <summary>
/// The day that a MessageId was made on, read from the id itself: both MassTransit's ids and UUIDs of version 7 hold their time. It is the
/// same for each copy of a message, whenever that comes, so that one partition of the inbox decides whether it was there.
/// </summary>
internal static class InboxDay
{
    /// <summary>The day in days since 1970. An id without a time has a day too, far away from the present with a chance of a million to one.</summary>
    public static int Of(Guid messageId)
    {
        var made = messageId.Version == 7 ? UnixMillisecondsOf(messageId) : UnixMillisecondsOf(messageId.ToNewId());
        return (int)Math.Clamp(Math.Floor(made / TimeSpan.MillisecondsPerDay), int.MinValue, int.MaxValue);
    }

    public static int Of(DateTimeOffset time) => (int)(time.ToUnixTimeMilliseconds() / TimeSpan.MillisecondsPerDay);

    private static double UnixMillisecondsOf(Guid version7)
    {
        Span<byte> bytes = stackalloc byte[16];
        version7.TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[..6].CopyTo(bytes[2..]);
        bytes[..2].Clear();
        return System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(bytes);
    }

    private static double UnixMillisecondsOf(NewId id)
    {
        try
        {
            return (id.Timestamp - DateTime.UnixEpoch).TotalMilliseconds;
        }
        catch (ArgumentOutOfRangeException)
        {
            return double.MinValue;
        }
    }
}
