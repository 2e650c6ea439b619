using System.Diagnostics;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using AlertResponder.TestKit;
using AlertResponder.TestKit.SqsSns;

namespace AlertResponder.Transport.AmazonSqs.Tests.SqsSns;

public sealed class When_the_local_server_is_killed
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, false, 1)]
    [InlineData(true, true, 0)]
    [InlineData(false, false, 0)]
    public async Task It_comes_back_on_its_port_with_what_it_kept(bool keepsData, bool empty, int queues)
    {
        var folder = Directory.CreateTempSubdirectory("sqs-sns-");
        try
        {
            await using var server = await LocalSqsSns.StartAsync(keepsData ? folder.FullName : null);
            using var clients = new Clients(server.Url);
            var queue = await clients.CreateQueueAsync();
            await clients.SendAsync(queue, "kept?");

            await server.RestartAsync(empty);

            ((await clients.Sqs.ListQueuesAsync("", Cancelled)).QueueUrls ?? []).Should().HaveCount(queues);
            if (queues > 0) (await clients.ReceiveAsync(queue)).Should().ContainSingle().Which.Body.Should().Be("kept?");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Nobody_answers_until_it_is_started_again()
    {
        await using var server = await LocalSqsSns.StartAsync();
        await server.KillAsync();
        (await AnswersAsync(server.Url)).Should().BeFalse();

        await server.RestartAsync();
        (await AnswersAsync(server.Url)).Should().BeTrue();
    }

    [Fact]
    public async Task It_is_gone_with_the_process_that_started_it()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, Environment = { [ServerStarter.Variable] = "yes" } };
        using var starter = Process.Start(start)!;
        var url = new Uri((await starter.StandardOutput.ReadLineAsync(Cancelled))!);
        (await AnswersAsync(url)).Should().BeTrue();

        starter.Kill();

        await Patiently.UntilAsync(async () => !await AnswersAsync(url), "the server ends");
    }

    [Fact]
    public async Task Only_this_machine_could_ever_reach_it()
    {
        await using var server = await LocalSqsSns.StartAsync();

        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(listener => listener.Port == server.Port)
            .Should().ContainSingle().Which.Address.Should().Be(System.Net.IPAddress.Loopback);
    }

    private static async Task<bool> AnswersAsync(Uri url)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(url.Host, url.Port, Cancelled);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
