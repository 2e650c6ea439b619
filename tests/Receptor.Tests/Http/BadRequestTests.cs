using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using AlertResponder.TestKit;

namespace AlertResponder.Receptor.Tests.Http;

public sealed class BadRequestTests(ReceptorHost host)
{
    private const string Minimal = """{"name":"n","rule":"r"}""";

    public static TheoryData<string, byte[]> Broken => new()
    {
        { "nothing", [] },
        { "white space", " \r\n\t "u8.ToArray() },
        { "a byte order mark alone", [0xEF, 0xBB, 0xBF] },
        { "half an object", "{\"name\":"u8.ToArray() },
        { "two documents", "{}{}"u8.ToArray() },
        { "a trailing comma", "[{},]"u8.ToArray() },
        { "a comment", "/* hello */ {}"u8.ToArray() },
        { "NaN", """{"name":"n","rule":"r","timestamp":{"init":NaN}}"""u8.ToArray() },
        { "equal names", """{"name":"n","name":"m","rule":"r"}"""u8.ToArray() },
        { "equal names, one escaped", """{"name":"n","\u006eame":"m","rule":"r"}"""u8.ToArray() },
        { "invalid UTF-8", [.. "{\"name\":\""u8, 0xC3, 0x28, .. "\",\"rule\":\"r\"}"u8] },
        { "a surrogate in UTF-8", [.. "{\"name\":\""u8, 0xED, 0xA0, 0x80, .. "\",\"rule\":\"r\"}"u8] },
        { "UTF-16", Encoding.Unicode.GetBytes(Minimal) },
        { "a raw NUL in a string", "{\"name\":\"\0\",\"rule\":\"r\"}"u8.ToArray() },
        { "half an escape", """{"name":"\u12"}"""u8.ToArray() },
        { "an escape at the end", "\"\\"u8.ToArray() },
        { "half a pair at the end", "\"\\ud83d\\u"u8.ToArray() },
        { "33 levels", Encoding.UTF8.GetBytes(new string('[', 33) + new string(']', 33)) },
        { "a million levels", Encoding.UTF8.GetBytes(new string('[', 1_000_000)) },
        { "null", "null"u8.ToArray() },
        { "a number", "1e999"u8.ToArray() },
        { "a string", "\"alert\""u8.ToArray() },
        { "no alerts", "[]"u8.ToArray() },
        { "1,001 alerts", Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat(Minimal, 1_001))}]") },
        { "arrays in arrays", Encoding.UTF8.GetBytes($"[[{Minimal}],[[{Minimal}]]]") },
        { "200,001 values", Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("0", 200_000))}]") },
        { "600,000 members", Encoding.UTF8.GetBytes($"{{{string.Join(',', Enumerable.Range(0, 600_000).Select(n => $"\"{n}\":0"))}}}") },
        { "no known form", "{\"hello\":\"world\"}"u8.ToArray() },
    };

    [Theory]
    [MemberData(nameof(Broken), DisableDiscoveryEnumeration = true)]
    public async Task Broken_document_is_refused_with_a_reason(string what, byte[] body)
    {
        using var response = await host.PostAsync(body);

        (await response.ErrorsAsync()).Should().NotBeEmpty(what);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=")]
    [InlineData("nonsense")]
    public async Task Other_content_type_is_told_so(string? contentType)
    {
        using var response = await host.PostAsync(Encoding.UTF8.GetBytes(Minimal), contentType);

        response.StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
        (await response.TextAsync()).Should().Contain("application/json");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=UTF-8")]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/cloudevents+json")]
    public async Task Every_way_to_say_JSON_in_UTF_8_is_taken(string contentType)
    {
        using var response = await host.PostAsync(Encoding.UTF8.GetBytes(Minimal), contentType);

        await response.AnswerAsync();
    }

    [Fact]
    public async Task Compressed_body_is_told_so()
    {
        using var content = new StringContent(Minimal, Encoding.UTF8, "application/json");
        content.Headers.ContentEncoding.Add("gzip");

        using var response = await host.PostAsync(content);

        response.StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Byte_order_mark_is_no_part_of_the_document()
    {
        using var response = await host.PostAsync([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Minimal)]);

        await response.AnswerAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Request_over_8_MiB_is_too_large(bool chunked)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"name":"{{new string('n', 8 * 1024 * 1024)}}","rule":"r"}""");
        using var content = chunked ? (HttpContent)new StreamContent(new Unseekable(body)) : new ByteArrayContent(body);
        content.Headers.Add("Content-Type", "application/json");

        using var response = await host.PostAsync(content);

        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await response.TextAsync()).Should().Contain("8388608 bytes");
    }

    [Fact]
    public async Task NUL_and_halves_of_surrogate_pairs_are_replaced_and_the_alert_is_accepted()
    {
        var heard = await host.SendAsync("""{"name":"a\u0000b\ud800c\udc00\ud83d\ude00d\\u0000","rule":"r","extra":["\ud83d","\uDFFFx","\\\u0000"]}""");

        heard.Alert.Title.Should().Be("a\ufffdb\ufffdc\ufffd\ud83d\ude00d\\u0000");
        heard.Alert.Body!.Value.GetProperty("extra").EnumerateArray().Select(one => one.GetString()).Should().Equal("\ufffd", "\ufffdx", "\\\ufffd");
    }

    [Fact]
    public async Task Number_beyond_every_type_is_kept_in_the_body_as_it_was_written()
    {
        var heard = await host.SendAsync("""{"name":"n","rule":"r","weight":1e999,"count":123456789012345678901234567890.5}""");

        heard.Alert.Body!.Value.GetProperty("weight").GetRawText().Should().Be("1e999");
        heard.Alert.Body!.Value.GetProperty("count").GetRawText().Should().Be("123456789012345678901234567890.5");
    }

    [Fact]
    public async Task Deepest_document_that_is_taken_arrives_whole_on_the_bus()
    {
        var deep = new string('[', 31) + new string(']', 31);

        var heard = await host.SendAsync($$"""{"name":"n","rule":"r","deep":{{deep}}}""");

        heard.Alert.Body!.Value.GetProperty("deep").GetRawText().Should().Be(deep);
    }

    [Fact]
    public async Task Refused_request_publishes_nothing()
    {
        await using var own = await ReceptorHost.StartAsync();

        using var bad = await own.PostAsync("""[{"name":"refused"},{"rule":"refused"}]""");
        var sentinel = await own.SendAsync(Minimal);

        bad.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        await own.HeardAsync(sentinel.ReceiptId);
        own.Alerts.Should().ContainSingle();
    }

    [Fact]
    public async Task Faults_of_one_alert_are_told_together_and_not_without_end()
    {
        var attribute = """{"type":5,"value":6,"key":7,"context":8}""";
        using var few = await host.PostAsync("""{"name":1,"rule":2,"key":3,"attrs":4}""");
        using var many = await host.PostAsync($$"""{"name":1,"rule":2,"attrs":[{{string.Join(',', Enumerable.Repeat(attribute, 200))}}]}""");

        (await few.ErrorsAsync()).Keys.Should().BeEquivalentTo("name", "rule", "key", "attrs");
        (await many.ErrorsAsync()).Should().HaveCount(20);
    }

    [Fact]
    public async Task Sender_that_hangs_up_is_no_error()
    {
        await using var own = await ReceptorHost.StartAsync();

        foreach (var part in new[] { "Content-Length: 5000\r\n\r\n{\"name\":", "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"na" })
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(own.Address.Host, own.Address.Port, TestContext.Current.CancellationToken);
            await socket.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes($"POST /alerts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{part}"),
                TestContext.Current.CancellationToken);
            socket.LingerState = new LingerOption(true, 0); // a reset, as from a process that died
        }

        await own.SendAsync(Minimal);
        await Patiently.UntilAsync(() => own.ClosedConnections == 2, "the server has noticed both");
        own.Errors.Should().BeEmpty();
    }

    private sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
