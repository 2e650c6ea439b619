using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AlertResponder.Contracts;
using AlertResponder.FakeServices.Webhook;
using AlertResponder.TestKit;

namespace AlertResponder.Emitter.Webhook.Tests;

/// <summary>samples/webhook-receiver as a process of its own.</summary>
public sealed class When_the_sample_receives : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("receiver").FullName;
    private readonly ConcurrentQueue<string> _said = new();
    private readonly List<Process> _started = [];
    private readonly int _port = FreePort();

    [Fact]
    public async Task It_isolates_what_an_urgent_report_names_once_though_the_event_comes_twice()
    {
        var process = await StartAsync();
        var id = Guid.NewGuid();
        await using var world = await WorldAsync();
        foreach (var report in new[]
        {
            Reports.Report(id), Reports.Report(id, version: 2, verdictNumber: 1, Severity.Unclassified), Reports.Report(id, version: 3, verdictNumber: 2, Severity.Urgent),
        })
            await world.TakeInAsync(report);
        await world.SettleAsync(TimeSpan.FromSeconds(1));
        Stop(process);
        _said.Should().Equal("isolate 198.51.100.7");

        // Another ledger, as if the answers had been lost, and the receiver is started again.
        var again = await StartAsync();
        await using var replayed = await WorldAsync();
        await replayed.TakeInAsync(Reports.Report(id, version: 3, verdictNumber: 2, Severity.Urgent));
        await replayed.SettleAsync(TimeSpan.FromSeconds(1));

        (await replayed.StateAsync(id)).Verdict.Should().Be(2, "it was taken");
        Stop(again);
        _said.Should().Equal("isolate 198.51.100.7");
    }

    [Fact]
    public async Task It_takes_nothing_that_is_not_signed_with_its_secret()
    {
        var process = await StartAsync();
        var id = Guid.NewGuid();
        await using var world = await WorldAsync(("Secret", $"whsec_{Convert.ToBase64String(new byte[32])}"));

        await world.TakeInAsync(Reports.Report(id, version: 2, verdictNumber: 1, Severity.Urgent));
        await world.SettleAsync(TimeSpan.FromSeconds(1));

        world.Logs.Lines.Should().Contain(line => line.Id == 1411 && line.Text.Contains("answered 401"));
        Stop(process);
        _said.Should().BeEmpty();
    }

    public void Dispose()
    {
        foreach (var process in _started) Stop(process);
        Directory.Delete(_folder, recursive: true);
    }

    private Task<WebhookWorld> WorldAsync(params (string, string)[] settings) => WebhookWorld.StartAsync(
        TimeProvider.System.GetUtcNow(), [("Url", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}/")), ("Document", "whole"), .. settings]);

    private async Task<Process> StartAsync()
    {
        var start = new ProcessStartInfo(
            "python3", [Repository.File("samples/webhook-receiver/receiver.py"), _port.ToString(CultureInfo.InvariantCulture), Path.Combine(_folder, "events.db")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["WEBHOOK_SECRET"] = FakeWebhookOptions.DefaultSecret },
        };
        var process = Process.Start(start)!;
        _started.Add(process);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text) _said.Enqueue(text);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Patiently.UntilAsync(ListensAsync, "the receiver listens");
        return process;
    }

    private async Task<bool> ListensAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, _port, TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static void Stop(Process process)
    {
        process.Kill();
        process.WaitForExit();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
