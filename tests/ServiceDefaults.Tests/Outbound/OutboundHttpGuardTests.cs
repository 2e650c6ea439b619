using System.IO.Compression;
using System.Net;
using System.Text;
using AlertResponder.ServiceDefaults.Outbound;
using AlertResponder.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.ServiceDefaults.Tests.Outbound;

public sealed class OutboundHttpGuardTests
{
    private static readonly OutboundLimits Limits = new() { MaxAnswerBytes = 64 * 1024, Timeout = TimeSpan.FromSeconds(20), MaxDepth = 16 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json; charset=utf8")]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/json; charset=x-nobody-knows")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("application/json;charset=")]
    [InlineData("APPLICATION/JSON ;;")]
    [InlineData("application/vnd.github+json; v=3")]
    public async Task Json_is_read_as_UTF8_whatever_the_charset_says(string contentType)
    {
        await using var peer = await StandIn.StartAsync("""{"name":"müller 日本"}"""u8.ToArray(), contentType);

        (await AskAsync(peer)).Should().Be("""{"name":"müller 日本"}""");
    }

    [Fact]
    public async Task Byte_order_mark_is_no_part_of_the_answer()
    {
        await using var peer = await StandIn.StartAsync("\uFEFF{}"u8.ToArray());

        (await AskAsync(peer)).Should().Be("{}");
    }

    [Theory]
    [InlineData("https://{0}")]
    [InlineData("http://localhost:{1}")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("http://127.0.0.1.evil.example:{1}")]
    [InlineData("http://{0}@evil.example")]
    public async Task Another_scheme_host_or_port_is_not_asked(string address)
    {
        await using var peer = await StandIn.StartAsync("{}"u8.ToArray());
        using var http = Client(peer);

        var ask = () => http.GetAsync(new Uri(string.Format(null, address, peer.Address.Authority, peer.Address.Port)), Cancel);

        (await FailureOfAsync(ask)).Failure.Should().Be(OutboundFailure.OtherHost);
        peer.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Redirect_is_an_answer_and_a_cookie_is_not_kept()
    {
        await using var other = await StandIn.StartAsync("{}"u8.ToArray());
        await using var peer = await StandIn.StartAsync(context =>
        {
            context.Response.Cookies.Append("session", "1");
            context.Response.Redirect(other.Address.ToString());
            return Task.CompletedTask;
        });
        using var http = Client(peer);

        for (var i = 0; i < 2; i++)
        {
            using var answer = await http.GetAsync(peer.Address, Cancel);
            answer.StatusCode.Should().Be(HttpStatusCode.Redirect);
        }

        other.Requests.Should().BeEmpty();
        peer.Requests.Should().HaveCount(2).And.OnlyContain(headers => !headers.ContainsKey("Cookie"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_that_is_too_long_is_not_read_to_its_end(bool chunked)
    {
        await using var exact = await StandIn.StartAsync(Json(Limits.MaxAnswerBytes), chunked: chunked);
        (await AskAsync(exact)).Should().HaveLength(Limits.MaxAnswerBytes);

        await using var peer = await StandIn.StartAsync(Json(Limits.MaxAnswerBytes + 1), chunked: chunked);
        (await FailureOfAsync(() => AskAsync(peer))).Failure.Should().Be(OutboundFailure.TooLong);
    }

    [Fact]
    public async Task Answer_without_end_is_given_up_at_the_limit()
    {
        var sent = 0L;
        await using var peer = await StandIn.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            var blank = Encoding.UTF8.GetBytes(new string(' ', 4096));
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(blank, context.RequestAborted);
                sent += blank.Length;
            }
        });

        (await FailureOfAsync(() => AskAsync(peer))).Failure.Should().Be(OutboundFailure.TooLong);
        sent.Should().BeLessThan(100L * 1024 * 1024);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Small_answer_that_decompresses_to_a_large_one_is_too_long(string encoding)
    {
        using var packed = new MemoryStream();
        await using (Stream packing = encoding == "br" ? new BrotliStream(packed, CompressionLevel.Fastest, true) : new GZipStream(packed, CompressionLevel.Fastest, true))
            await packing.WriteAsync(Json(16 * 1024 * 1024), Cancel);
        await using var peer = await StandIn.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = encoding;
            await context.Response.Body.WriteAsync(packed.ToArray());
        });

        (await FailureOfAsync(() => AskAsync(peer))).Failure.Should().Be(OutboundFailure.TooLong);
    }

    [Fact]
    public async Task Damaged_compression_is_no_JSON()
    {
        await using var peer = await StandIn.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.WriteAsync("this is not gzip");
        });

        (await FailureOfAsync(() => AskAsync(peer))).Failure.Should().Be(OutboundFailure.NotJson);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("""{"a":""", "}")]
    public async Task Answer_is_nested_as_deep_as_is_allowed_and_no_deeper(string open, string close)
    {
        await using var deep = await StandIn.StartAsync(Nested(Limits.MaxDepth));
        (await AskAsync(deep)).Should().NotBeEmpty();

        await using var tooDeep = await StandIn.StartAsync(Nested(Limits.MaxDepth + 1));
        (await FailureOfAsync(() => AskAsync(tooDeep))).Failure.Should().Be(OutboundFailure.TooDeep);

        // Kept in the limit of bytes, so that it is the depth that stops it.
        await using var million = await StandIn.StartAsync(Nested(1_000_000));
        using var http = new HttpClient(OutboundHttpGuard.Create(million.Address, Limits with { MaxAnswerBytes = 16 * 1024 * 1024 }));
        (await FailureOfAsync(() => http.GetStringAsync(million.Address, Cancel))).Failure.Should().Be(OutboundFailure.TooDeep);

        byte[] Nested(int levels) => Encoding.UTF8.GetBytes(
            new StringBuilder().Insert(0, open, levels).Append(open == "[" ? "" : "1").Insert(open.Length * levels + (open == "[" ? 0 : 1), close, levels).ToString());
    }

    [Theory]
    [InlineData("text/html", "<html>")]
    [InlineData("text/html", "{}")]
    [InlineData("application/jsonp", "{}")]
    [InlineData(null, "{}")]
    [InlineData("application/json", "<html>")]
    [InlineData("application/json", "{} {}")]
    [InlineData("application/json", "[[[[")]
    public async Task Answer_that_is_no_JSON_is_refused_and_not_shown(string? contentType, string body)
    {
        await using var peer = await StandIn.StartAsync(Encoding.UTF8.GetBytes(body), contentType);

        var failure = await FailureOfAsync(() => AskAsync(peer));

        failure.Failure.Should().Be(OutboundFailure.NotJson);
        failure.ToString().Should().NotContain(body).And.NotContain(peer.Address.Authority);
    }

    [Theory]
    [InlineData("text/html", "<html>Bad Gateway</html>", "")]
    [InlineData("application/json", "[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]", "")]
    [InlineData("application/problem+json", """{"title":"no"}""", """{"title":"no"}""")]
    public async Task Status_that_is_no_success_counts_also_where_its_body_cannot_be_read(string contentType, string body, string read)
    {
        await using var peer = await StandIn.StartAsync(Encoding.UTF8.GetBytes(body), contentType, 502);
        using var http = Client(peer);

        using var answer = await http.GetAsync(peer.Address, Cancel);

        ((int)answer.StatusCode).Should().Be(502);
        (await answer.Content.ReadAsStringAsync(Cancel)).Should().Be(read);
    }

    [Fact]
    public async Task Answer_without_a_body_needs_no_content_type()
    {
        await using var peer = await StandIn.StartAsync(ReadOnlyMemory<byte>.Empty, null, 204);

        (await AskAsync(peer)).Should().BeEmpty();
    }

    [Fact]
    public async Task Peer_that_drips_byte_after_byte_has_one_time_for_all_of_them()
    {
        var clock = new FakeTimeProvider();
        using var drip = new SemaphoreSlim(0);
        var sent = 0;
        await using var peer = await StandIn.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            while (true)
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                Interlocked.Increment(ref sent);
                await drip.WaitAsync(context.RequestAborted);
            }
        });
        using var http = Client(peer, clock);
        var asking = http.GetStringAsync(peer.Address, Cancel);

        for (var bytes = 1; bytes <= 4; bytes++)
        {
            await Patiently.UntilAsync(() => Volatile.Read(ref sent) == bytes, "a byte is sent");
            asking.IsCompleted.Should().BeFalse();
            clock.Advance(Limits.Timeout / 4);
            drip.Release();
        }

        (await FailureOfAsync(() => asking)).Failure.Should().Be(OutboundFailure.Timeout);
    }

    [Fact]
    public async Task Broken_connection_is_told_from_none_at_all()
    {
        await using var breaking = await StandIn.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("{");
            context.Abort();
        });
        var broken = await FailureOfAsync(() => AskAsync(breaking));
        broken.Failure.Should().Be(OutboundFailure.Connection);
        broken.HttpRequestError.Should().NotBe(HttpRequestError.ConnectionError);

        var gone = await StandIn.StartAsync("{}"u8.ToArray());
        using var http = Client(gone);
        var address = gone.Address;
        await gone.DisposeAsync();
        var none = await FailureOfAsync(() => http.GetStringAsync(address, Cancel));
        none.Failure.Should().Be(OutboundFailure.Connection);
        none.HttpRequestError.Should().Be(HttpRequestError.ConnectionError);
    }

    [Fact]
    public async Task Cancellation_by_the_caller_is_no_failure_of_the_peer()
    {
        await using var peer = await StandIn.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var stop = new CancellationTokenSource();
        using var http = Client(peer);
        var asking = http.GetStringAsync(peer.Address, stop.Token);
        await Patiently.UntilAsync(() => !peer.Requests.IsEmpty, "the request arrives");
        await stop.CancelAsync();

        await asking.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    private static HttpClient Client(StandIn peer, TimeProvider? time = null) => new(OutboundHttpGuard.Create(peer.Address, Limits, time));

    private static async Task<string> AskAsync(StandIn peer)
    {
        using var http = Client(peer);
        return await http.GetStringAsync(peer.Address, Cancel);
    }

    private static async Task<OutboundHttpException> FailureOfAsync(Func<Task> ask) => (await ask.Should().ThrowAsync<OutboundHttpException>()).Which;

    private static byte[] Json(int length) => Encoding.UTF8.GetBytes('"' + new string('a', length - 2) + '"');
}
