using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace AlertResponder.Bench.Bystander;

/// <summary>Somebody who uses the same services and asks too much of them, until stopped.</summary>
/// <param name="Name">What it does.</param>
/// <param name="RunAsync">Does it; ends when it is cancelled.</param>
internal sealed record Neighbour(string Name, Func<Uri, Uri, CancellationToken, Task> RunAsync)
{
    /// <summary>The key that it calls with.</summary>
    public const string Key = "neighbour";

    private const string KeyHeader = "X-Api-Key";
    private const int SlowBytes = 30;
    private const int Uploads = 8;
    private const int Searches = 16;
    private const int Alerts = 9;
    private const int AttributesPerAlert = 55; // as many of 4 KB as a message holds
    private static readonly string[] Remote = ["remote"];
    private static readonly TimeSpan SlowPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PoisonPause = TimeSpan.FromMilliseconds(500);

    public static readonly IReadOnlyList<Neighbour> All =
    [
        new("nobody", (_, _, stop) => Task.Delay(Timeout.Infinite, stop)),
        new($"{Uploads} uploads of 300 bytes/s", (receptor, _, stop) => Task.WhenAll(Enumerable.Range(0, Uploads).Select(_ => UploadSlowlyAsync(receptor, stop)))),
        new($"{Searches} searches at once", (_, reviewer, stop) => Task.WhenAll(Enumerable.Range(0, Searches).Select(_ => SearchAsync(reviewer, stop)))),
        new("alerts that name what is no text", (receptor, _, stop) => PoisonAsync(receptor, stop)),
        new($"a report of {Alerts * AttributesPerAlert} attributes of 4 KB", (receptor, _, stop) => ManyAttributesAsync(receptor, stop)),
    ];

    private static async Task UploadSlowlyAsync(Uri receptor, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                using var socket = new TcpClient();
                await socket.ConnectAsync(receptor.Host, receptor.Port, stop);
                await using var stream = socket.GetStream();
                await stream.WriteAsync(
                    Encoding.ASCII.GetBytes($"POST /alerts HTTP/1.1\r\nHost: {receptor.Authority}\r\n{KeyHeader}: {Key}\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n"), stop);
                while (true)
                {
                    await stream.WriteAsync(new byte[SlowBytes], stop);
                    await Task.Delay(SlowPause, stop);
                }
            }
            catch (IOException)
            {
                // Shown the door; it comes again.
            }
        }
    }

    private static async Task SearchAsync(Uri reviewer, CancellationToken stop)
    {
        using var http = Client(reviewer);
        while (true)
        {
            using var response = await http.GetAsync(new Uri("/reports?q=nothing-has-this&limit=200", UriKind.Relative), stop);
            await response.Content.CopyToAsync(Stream.Null, stop);
        }
    }

    private static async Task PoisonAsync(Uri receptor, CancellationToken stop)
    {
        for (var number = 0; ; number++)
        {
            await PostAsync(receptor, $$"""{"name":"n","rule":"poison","key":"poison-{{number}}","attrs":[{"type":"username","value":"a\ufffe"},{"type":"url","value":"http://paypa\u04c0.com/{{number}}","context":["remote"]}]}""", stop);
            await Task.Delay(PoisonPause, stop);
        }
    }

    private static async Task ManyAttributesAsync(Uri receptor, CancellationToken stop)
    {
        var padding = new string('x', 4_000);
        for (var number = 0; ; number++)
        {
            for (var alert = 0; alert < Alerts; alert++)
            {
                var attributes = Enumerable.Range(alert * AttributesPerAlert, AttributesPerAlert).Select(index => new
                {
                    type = "url",
                    value = $"http://host-{index}.evil-domain.net/{padding}",
                    context = Remote,
                });
                await PostAsync(receptor, JsonSerializer.Serialize(new { name = "n", rule = "many", key = $"many-{number}", attrs = attributes }), stop);
            }

            await Task.Delay(TimeSpan.FromSeconds(30), stop);
        }
    }

    private static HttpClient Client(Uri service)
    {
        var http = new HttpClient { BaseAddress = service };
        http.DefaultRequestHeaders.Add(KeyHeader, Key);
        return http;
    }

    private static async Task PostAsync(Uri receptor, string document, CancellationToken stop)
    {
        using var http = Client(receptor);
        using var content = new StringContent(document, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var response = await http.PostAsync(new Uri("/alerts", UriKind.Relative), content, stop);
        response.EnsureSuccessStatusCode();
    }
}
