using System.Security.Cryptography;
using System.Text;

namespace AlertResponder.Transport.AmazonSqs.Tests.Sns;

/// <summary>A request as it came over the wire.</summary>
internal sealed record RawRequest(string Line, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary><c>key/date/region/service/aws4_request</c>.</summary>
    public string[] CredentialScope => Authorization("Credential").Split('/');

    public string[] SignedHeaders => Authorization("SignedHeaders").Split(';');

    public string Signature => Authorization("Signature");

    public static async Task<RawRequest?> ReadAsync(Stream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || !head[^4..].SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one) == 0) return null;
            head.Add(one[0]);
        }

        var lines = Encoding.UTF8.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines[1..].Select(line => line.Split(": ", 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[int.Parse(headers["Content-Length"], System.Globalization.CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body);
        return new(lines[0], headers, body);
    }

    /// <summary>The signature that a server computes from what it got.</summary>
    /// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html</remarks>
    public string ExpectedSignature(string secretKey)
    {
        var headers = SignedHeaders.Select(name => $"{name}:{Headers[name].Trim()}");
        var canonical = string.Join('\n', ["POST", "/", "", .. headers, "", string.Join(';', SignedHeaders), Hex(SHA256.HashData(Body))]);
        var scope = CredentialScope[1..];
        var hash = Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        var text = string.Join('\n', "AWS4-HMAC-SHA256", Headers["X-Amz-Date"], string.Join('/', scope), hash);
        var key = scope.Aggregate(Encoding.UTF8.GetBytes("AWS4" + secretKey), (key, part) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part)));
        return Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private string Authorization(string name) =>
        Headers["Authorization"].Split(' ', ',').Single(part => part.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
}
