using System.Buffers.Text;
using System.Text;

namespace AlertResponder.TestKit.SqsSns;

/// <summary>What must be known of a request of SQS (JSON) or SNS (a form) to pass it on.</summary>
/// <param name="HeadLength">Bytes up to and with the empty line.</param>
/// <param name="Length">Bytes with the body.</param>
internal readonly record struct AwsRequest(int HeadLength, int Length)
{
    /// <summary>Reads the head, once it is there.</summary>
    public static bool TryRead(ReadOnlySpan<byte> received, out AwsRequest request)
    {
        request = default;
        var end = received.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        var head = received[..(end + 2)];
        // Clients of AWS send no chunked requests.
        if (!Utf8Parser.TryParse(Header(head, "Content-Length"), out int body, out _)) body = 0;
        request = new(end + 4, end + 4 + body);
        return true;
    }

    /// <summary>SQS names the action in a header.</summary>
    public static bool IsSqs(ReadOnlySpan<byte> request) => !Header(request, "X-Amz-Target").IsEmpty;

    /// <summary>The action, or <c>?</c>.</summary>
    public string Name(ReadOnlySpan<byte> request)
    {
        if (Header(request[..HeadLength], "X-Amz-Target") is { IsEmpty: false } target)
            return Encoding.ASCII.GetString(target[(target.LastIndexOf((byte)'.') + 1)..]);

        var form = request[HeadLength..Length];
        var at = form.StartsWith("Action="u8) ? 0 : form.IndexOf("&Action="u8) + 1;
        if (at == 0 && !form.StartsWith("Action="u8)) return "?";
        var value = form[(at + "Action=".Length)..];
        return Encoding.ASCII.GetString(value.IndexOf((byte)'&') is >= 0 and var next ? value[..next] : value);
    }

    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> head, string name)
    {
        for (var rest = head; rest.IndexOf("\r\n"u8) is > 0 and var end; rest = rest[(end + 2)..])
        {
            var line = rest[..end];
            if (line.Length > name.Length && line[name.Length] == (byte)':' && Ascii.EqualsIgnoreCase(line[..name.Length], name))
                return line[(name.Length + 1)..].Trim((byte)' ');
        }

        return default;
    }
}
