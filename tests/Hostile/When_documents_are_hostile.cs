using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;

namespace AlertResponder.Hostile.Tests;

public sealed class When_documents_are_hostile
{
    private static readonly string[] Paths = ["/alerts", "/alerts/alertresponder", "/alerts/deepalert", "/alerts/guardduty"];

    [Fact]
    public async Task Each_is_taken_or_refused_and_what_is_taken_is_judged()
    {
        var random = Sizes.NewRandom();
        await using var stack = await HostileStack.StartAsync(random);
        byte[][] samples = [.. new[] { Samples.AlertResponder, Samples.DeepAlert, Samples.GuardDuty }.Select(name => Encoding.UTF8.GetBytes(Samples.Read(name)))];
        var documents = Enumerable.Range(0, Sizes.Documents).Select(number => (
            Document: Of(samples[number % samples.Length], random),
            Path: random.Next(2) == 0 ? Paths[0] : Paths[random.Next(Paths.Length)],
            Key: random.Next(4) == 0 ? HeaderText($"{HostileText.Next(random)} {number}") : null)).ToList(); // what comes under one key counts once
        var accepted = new ConcurrentBag<string>();

        await Parallel.ForEachAsync(documents, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (one, _) =>
        {
            foreach (var alertId in await stack.SendAsync(one.Document, one.Path, one.Key)) accepted.Add(alertId);
        });

        accepted.Should().NotBeEmpty();
        await stack.AllHaveVerdictsAsync(accepted);
        stack.IsWhole();
    }

    /// <summary>All documents that one container has to hold at a time, each as large, as deep or as manifold as it may be.</summary>
    [Fact]
    public async Task The_largest_ones_at_once_neither_end_the_process_nor_keep_a_small_one_out()
    {
        var random = Sizes.NewRandom();
        await using var stack = await HostileStack.StartAsync(random);
        byte[][] large =
        [
            Encoding.UTF8.GetBytes($$$"""{"name":"n","rule":"r","key":"k","members":{{{{string.Join(',', Enumerable.Range(0, 600_000).Select(number => $"\"{number:x}\":0"))}}}}}"""),
            Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(0, 1_000).Select(number => Manifold(number)))}]"),
            Encoding.UTF8.GetBytes($$"""{"name":"n","rule":"r","key":"{{new string('x', 8_000_000)}}"}"""),
            HostileJson.Nested(4_000_000),
        ];

        var sendings = Enumerable.Range(0, 12).Select(number => stack.SendAsync(large[number % large.Length], "/alerts")).ToList();
        await stack.AllHaveVerdictsAsync([]);
        await Task.WhenAll(sendings);

        stack.IsWhole();
    }

    private static string Manifold(int number)
    {
        var attributes = Enumerable.Range(0, 40).Select(index => $$"""{"type":"username","value":"u{{index}}","context":["subject"]}""");
        return $$"""{"name":"n","rule":"r","key":"k{{number % 5}}","attrs":[{{string.Join(',', attributes)}}]}""";
    }

    private static byte[] Of(byte[] sample, Random random) => random.Next(10) switch
    {
        0 => HostileJson.Nested(random.Next(1, 100_000)),
        1 => Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(0, random.Next(1, 30)).Select(_ => JsonNode.Parse(sample)!.ToJsonString()))}]"),
        _ => HostileJson.Mutate(sample, random),
    };

    // What an HTTP client can send at all.
    private static string? HeaderText(string text)
    {
        var sendable = new string([.. text.Where(unit => unit is >= ' ' and < '\u007F')]);
        return sendable.Length > 0 ? sendable : null;
    }
}
