using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using AlertResponder.Receptor.Intake;
using AlertResponder.ServiceDefaults.Requests;
using AlertResponder.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Receptor.Tests.Http;

public sealed class When_a_sender_is_slow : IAsyncLifetime
{
    private const string Minimal = """{"name":"n","rule":"r"}""";
    private const int Slots = ReceptorLimits.RequestsPerCaller;

    private readonly FakeTimeProvider _clock = new();
    private ReceptorHost _host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(60_000)]
    [InlineData(1_000_000)]
    [InlineData(ReceptorLimits.RequestBytes)]
    public async Task Uploads_of_one_key_that_do_not_end_keep_no_other_key_out(int announced)
    {
        var slow = new List<Upload>();
        for (var number = 0; number < Slots; number++) slow.Add(await BeginAsync("slow", announced));
        await Patiently.UntilAsync(
            async () => (await Task.WhenAll(slow.Select(upload => upload.HasReceivedAsync("100 Continue")))).Contains(true), "one of them is being received");

        using var other = await SendAsync("quick");

        other.StatusCode.Should().Be(HttpStatusCode.Accepted);
        slow.ForEach(upload => upload.Dispose());
    }

    [Fact]
    public async Task An_upload_is_ended_after_its_time_and_what_waited_behind_it_is_taken()
    {
        var slow = new List<Upload>();
        for (var number = 0; number < Slots; number++)
        {
            slow.Add(await BeginAsync("slow", 5_000));
            await slow[^1].ReceivedAsync("100 Continue"); // the server has begun to receive it
        }

        var waiting = SendAsync("slow");
        foreach (var upload in slow) await upload.SendAsync("{\"name\":");
        _clock.Advance(JsonRequest.ReceiveTimeout);

        foreach (var upload in slow)
        {
            var answer = await upload.ReceivedAsync("Send fewer alerts at a time");
            answer.Should().Contain("408").And.Contain("Retry-After: 5").And.Contain("application/problem+json").And.Contain("Connection: close");
            upload.Dispose();
        }

        using var taken = await waiting;
        taken.StatusCode.Should().Be(HttpStatusCode.Accepted);
        _host.Errors.Should().BeEmpty();
    }

    [Fact]
    public async Task A_caller_fills_only_its_own_part_of_the_memory()
    {
        // Its second one waits for the room that the first has, and is asked to try again.
        using var first = await BeginAsync("slow", ReceptorLimits.RequestBytes);
        await first.ReceivedAsync("100 Continue");
        using var second = await BeginAsync("slow", ReceptorLimits.RequestBytes);

        using var other = await SendAsync("quick", $$"""{"name":"n","rule":"r","more":"{{new string('x', 1_000_000)}}"}""");
        other.StatusCode.Should().Be(HttpStatusCode.Accepted);
        await Patiently.UntilAsync(
            async () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                return await second.HasReceivedAsync("503");
            },
            "the second is asked to try again");
        (await second.ReceivedAsync("Retry-After")).Should().Contain("Retry-After: 5").And.Contain("application/problem+json");
    }

    [Fact]
    public async Task A_body_without_a_length_is_received_whole()
    {
        using var upload = await ConnectAsync();
        var part = Encoding.UTF8.GetBytes($$"""{"name":"n","rule":"r","more":"{{new string('x', 300_000)}}"}""");
        await upload.SendAsync("POST /alerts HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: key-of-quick\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        foreach (var chunk in part.Chunk(70_000))
            await upload.SendAsync($"{chunk.Length.ToString("x", CultureInfo.InvariantCulture)}\r\n{Encoding.UTF8.GetString(chunk)}\r\n");
        await upload.SendAsync("0\r\n\r\n");

        (await upload.ReceivedAsync("accepted")).Should().Contain("202");
    }

    public async ValueTask InitializeAsync()
    {
        var settings = new Dictionary<string, string?>();
        foreach (var (index, name) in ((int, string)[])[(0, "slow"), (1, "quick")])
        {
            settings[$"Access:ApiKeys:{index}:Name"] = name;
            settings[$"Access:ApiKeys:{index}:Sha256"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"key-of-{name}")));
            settings[$"Access:ApiKeys:{index}:Scopes"] = "alerts";
        }

        _host = await ReceptorHost.StartAsync(settings, builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(_clock);
            // As in a container of 256 MB.
            builder.Services.AddSingleton(services => new IntakeMemory(services.GetRequiredService<TimeProvider>(), 192 * 1024 * 1024));
        });
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private Task<HttpResponseMessage> SendAsync(string key, string json = Minimal)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/alerts") { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Api-Key", $"key-of-{key}");
        return _host.Client.SendAsync(request, Cancel);
    }

    private async Task<Upload> BeginAsync(string key, int length)
    {
        var upload = await ConnectAsync();
        await upload.SendAsync(
            $"POST /alerts HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: key-of-{key}\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n"
            + $"Content-Length: {length}\r\n\r\n");
        return upload;
    }

    private async Task<Upload> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(_host.Address.Host, _host.Address.Port, Cancel);
        return new Upload(client);
    }

    /// <summary>A request that is sent piece by piece.</summary>
    private sealed class Upload(TcpClient client) : IDisposable
    {
        private string _received = "";

        public async Task SendAsync(string text) => await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text), Cancel);

        /// <summary>Waits for a text in what the server answers, and gives all of it.</summary>
        public async Task<string> ReceivedAsync(string text)
        {
            await Patiently.UntilAsync(() => HasReceivedAsync(text), $"'{text}' is received");
            return _received;
        }

        public async Task<bool> HasReceivedAsync(string text)
        {
            var buffer = new byte[4096];
            while (!_received.Contains(text, StringComparison.Ordinal) && client.Available > 0)
                _received += Encoding.UTF8.GetString(buffer, 0, await client.GetStream().ReadAsync(buffer, Cancel));
            return _received.Contains(text, StringComparison.Ordinal);
        }

        public void Dispose() => client.Dispose();
    }
}
