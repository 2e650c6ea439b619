using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace AlertResponder.AmazonSns.Protocol;

/// <summary>Writes a form: names as they are, values percent-encoded UTF-8. Parameters without a value are left out.</summary>
internal sealed class QueryWriter(IBufferWriter<byte> form)
{
    // What a piece of a value may grow to must fit into one span of the form.
    private const int PieceBytes = 1024;

    // RFC 3986, section 2.3: what stays as it is.
    private static readonly SearchValues<byte> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"u8);

    private readonly byte[] _prefix = new byte[128];
    private int _prefixLength;
    private bool _started;

    /// <summary>Writes <c>name=value</c>.</summary>
    public void Add(string name, string? value)
    {
        if (value is null) return;
        AddName(name);
        Span<byte> piece = stackalloc byte[PieceBytes];
        for (ReadOnlySpan<char> rest = value; !rest.IsEmpty;)
        {
            // Cuts between characters only; half a surrogate pair becomes U+FFFD, as AWS refuses the bytes of such a half.
            Utf8.FromUtf16(rest, piece, out var read, out var written);
            Encode(piece[..written]);
            rest = rest[read..];
        }
    }

    /// <summary>Writes <c>name=true</c> or <c>name=false</c>.</summary>
    public void Add(string name, bool? value) => Add(name, value switch { null => null, true => "true", false => "false" });

    /// <summary>Writes the members of a list: what <paramref name="write"/> adds is named <c>name.1.…</c>, <c>name.2.…</c>.</summary>
    public void AddEach<T>(string name, IReadOnlyCollection<T>? items, Action<QueryWriter, T> write)
    {
        if (items is null) return;
        var outer = _prefixLength;
        var number = 0;
        foreach (var item in items)
        {
            Append(name);
            _prefix[_prefixLength++] = (byte)'.';
            Utf8Formatter.TryFormat(++number, _prefix.AsSpan(_prefixLength), out var digits);
            _prefixLength += digits;
            _prefix[_prefixLength++] = (byte)'.';
            write(this, item);
            _prefixLength = outer;
        }
    }

    /// <summary>Writes a map: <c>name.entry.1.key=…&amp;name.entry.1.value=…</c>.</summary>
    public void AddMap(string name, IReadOnlyCollection<KeyValuePair<string, string>>? entries) =>
        AddEach(name + ".entry", entries, static (query, entry) =>
        {
            query.Add("key", entry.Key);
            query.Add("value", entry.Value);
        });

    private void Append(string name) => _prefixLength += Encoding.ASCII.GetBytes(name, _prefix.AsSpan(_prefixLength));

    private void AddName(string name)
    {
        var length = _prefixLength + name.Length + 2;
        var target = form.GetSpan(length);
        var at = 0;
        if (_started) target[at++] = (byte)'&';
        _started = true;
        _prefix.AsSpan(0, _prefixLength).CopyTo(target[at..]);
        at += _prefixLength;
        at += Encoding.ASCII.GetBytes(name, target[at..]);
        target[at++] = (byte)'=';
        form.Advance(at);
    }

    private void Encode(ReadOnlySpan<byte> piece)
    {
        var target = form.GetSpan(piece.Length * 3);
        var at = 0;
        while (!piece.IsEmpty)
        {
            var plain = piece.IndexOfAnyExcept(Unreserved);
            if (plain < 0) plain = piece.Length;
            piece[..plain].CopyTo(target[at..]);
            at += plain;
            piece = piece[plain..];
            for (; !piece.IsEmpty && !Unreserved.Contains(piece[0]); piece = piece[1..])
            {
                target[at++] = (byte)'%';
                target[at++] = "0123456789ABCDEF"u8[piece[0] >> 4];
                target[at++] = "0123456789ABCDEF"u8[piece[0] & 15];
            }
        }

        form.Advance(at);
    }
}
