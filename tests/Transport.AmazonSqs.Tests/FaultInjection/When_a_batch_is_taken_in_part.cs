using System.Text.Json.Nodes;
using System.Web;
using System.Xml.Linq;
using AlertResponder.Transport.AmazonSqs.Tests.Bus;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;

namespace AlertResponder.Transport.AmazonSqs.Tests.FaultInjection;

/// <summary>AWS answers 200 to a batch and refuses single entries of it. The stand-in refuses each entry that it has not seen before.</summary>
public sealed class When_a_batch_is_taken_in_part(SharedServer server) : IAsyncLifetime
{
    private readonly HashSet<string> _seen = [];
    private readonly Tally _tally = new();
    private readonly TaskCompletionSource _goOn = new();
    private StandIn? _standIn;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static List<int> Numbers => [.. Enumerable.Range(0, 40)];

    private StandIn Aws => _standIn!;

    public async ValueTask InitializeAsync() => _standIn = await StandIn.StartAsync(server.Url);

    public ValueTask DisposeAsync() => Aws.DisposeAsync();

    [Fact]
    public async Task Sent_messages_come_once_each()
    {
        _goOn.SetResult();
        await using var bus = await StartAsync();
        Aws.On("SendMessageBatch", RefuseHalf("MessageBody"));
        var queue = await bus.Bus.GetSendEndpoint(new Uri("queue:counted"));

        await Task.WhenAll(Numbers.Select(number => queue.Send(new Counted(number), Cancelled)));

        await EndsAsync(bus);
        _seen.Should().HaveCount(Numbers.Count);
    }

    [Fact]
    public async Task Published_messages_come_once_each()
    {
        _goOn.SetResult();
        await using var bus = await StartAsync();
        Aws.On("PublishBatch", RefuseHalfOfPublish);

        await Task.WhenAll(Numbers.Select(number => bus.Bus.Publish(new Counted(number), Cancelled)));

        await EndsAsync(bus);
        _seen.Should().HaveCount(Numbers.Count);
    }

    [Fact]
    public async Task Deletes_are_done_in_the_end()
    {
        _goOn.SetResult();
        await using var bus = await StartAsync();
        Aws.On("DeleteMessageBatch", RefuseHalf("ReceiptHandle"));

        await Task.WhenAll(Numbers.Select(number => bus.Bus.Publish(new Counted(number), Cancelled)));

        await EndsAsync(bus);
        _seen.Should().HaveCount(Numbers.Count);
    }

    [Fact]
    public async Task Renewals_that_were_refused_are_made_up_for_before_the_visibility_ends()
    {
        await using var bus = await StartAsync();
        using var meter = new LeaseMeter(bus.Name("counted"));
        Aws.On("ChangeMessageVisibilityBatch", RefuseHalf("ReceiptHandle"));
        await Task.WhenAll(Numbers.Select(number => bus.Bus.Publish(new Counted(number), Cancelled)));
        await _tally.HasAllAsync(Numbers);

        await TestKit.Patiently.UntilAsync(() => meter.Renewals >= 3 * Numbers.Count, "all are renewed again and again", seconds: 120);
        _goOn.SetResult();

        await EndsAsync(bus);
        meter.Losses.Should().Be(0);
    }

    private async Task EndsAsync(TestBus bus)
    {
        await _tally.HasAllAsync(Numbers);
        using var clients = new Clients(server.Url);
        await clients.IsEmptyAsync(bus.Name("counted"));
        _tally.Repeated.Should().BeEmpty();
    }

    /// <summary>Refuses every entry the first time and passes on the others.</summary>
    private StandIn.Answer RefuseHalf(string key) => async (body, pass) =>
    {
        var request = JsonNode.Parse(body)!.AsObject();
        var entries = request["Entries"]!.AsArray().Select(entry => entry!.DeepClone().AsObject()).ToList();
        var refused = entries.Where(entry => See((string)entry[key]!)).ToList();
        request["Entries"] = new JsonArray([.. entries.Except(refused)]);
        var answer = entries.Count == refused.Count ? [] : JsonNode.Parse(await pass(request.ToJsonString()))!.AsObject();
        answer["Failed"] = new JsonArray([.. refused.Select(entry => new JsonObject
        {
            ["Id"] = (string)entry["Id"]!, ["Code"] = "InternalError", ["Message"] = "try again", ["SenderFault"] = false,
        })]);
        return answer.ToJsonString();
    };

    private async Task<string> RefuseHalfOfPublish(string body, Func<string, Task<string>> pass)
    {
        var form = HttpUtility.ParseQueryString(body);
        var entries = form.AllKeys.Where(key => key!.EndsWith(".Message", StringComparison.Ordinal)).Select(key => key![..^"Message".Length]).ToList();
        var refused = entries.Where(entry => See(form[entry + "Message"]!)).ToList();
        var failed = refused.Select(entry => new XElement(
            "member", new XElement("Id", form[entry + "Id"]), new XElement("Code", "InternalError"), new XElement("SenderFault", "false"))).ToList();
        foreach (var key in form.AllKeys.Where(key => refused.Any(entry => key!.StartsWith(entry, StringComparison.Ordinal))).ToList()) form.Remove(key);

        var answer = entries.Count == refused.Count
            ? XElement.Parse("<PublishBatchResponse><PublishBatchResult><Successful/></PublishBatchResult></PublishBatchResponse>")
            : XElement.Parse(await pass(Renumbered(form)));
        var result = answer.Elements().First(element => element.Name.LocalName == "PublishBatchResult");
        result.Elements().Where(element => element.Name.LocalName == "Failed").Remove();
        result.Add(new XElement(result.Name.Namespace + "Failed", failed.Select(member => Within(member, result.Name.Namespace))));
        return answer.ToString();
    }

    private static XElement Within(XElement element, XNamespace space) =>
        new(space + element.Name.LocalName, element.HasElements ? element.Elements().Select(child => Within(child, space)) : element.Value);

    /// <summary>A form as a client would write it, without gaps in the numbers of its entries.</summary>
    private static string Renumbered(System.Collections.Specialized.NameValueCollection form)
    {
        const string Prefix = "PublishBatchRequestEntries.member.";
        var numbers = form.AllKeys.Where(key => key!.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(key => key![Prefix.Length..].Split('.')[0]).Distinct().Select((old, index) => (old, index)).ToDictionary(pair => pair.old, pair => pair.index + 1);
        return string.Join('&', form.AllKeys.Select(key =>
        {
            var name = key!;
            if (name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                var old = name[Prefix.Length..].Split('.')[0];
                name = $"{Prefix}{numbers[old]}{name[(Prefix.Length + old.Length)..]}";
            }

            return $"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(form[key]!)}";
        }));
    }

    private bool See(string key)
    {
        lock (_seen) return _seen.Add(key);
    }

    private Task<TestBus> StartAsync() => TestBus.StartAsync(Aws.Url, bus =>
    {
        bus.SetVisibilityTimeout(4);
        bus.AddTally(_tally, context => _goOn.Task.WaitAsync(context.CancellationToken));
        bus.SetQueue(queue =>
        {
            queue.PrefetchCount = Numbers.Count;
            queue.ConcurrentMessageLimit = Numbers.Count;
        });
    });
}
