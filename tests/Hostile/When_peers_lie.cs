using AlertResponder.Contracts;

namespace AlertResponder.Hostile.Tests;

public sealed class When_peers_lie
{
    [Fact]
    public async Task Each_report_has_a_verdict_whatever_VirusTotal_and_the_policy_answer()
    {
        var random = Sizes.NewRandom();
        await using var stack = await HostileStack.StartAsync(random, inner => inner.Settings["VirusTotal__CacheFor"] = "0");
        (stack.VirusTotal.Hostility, stack.Policy.Hostility, stack.Policy.Hangs) = (60, 60, false);

        var alertIds = new List<string>();
        for (var number = 0; number < Sizes.Reports; number++) alertIds.Add(await stack.Inner.SendOneAsync(Alert(number)));
        await stack.AllHaveVerdictsAsync(alertIds);

        stack.VirusTotal.Answers.Should().BeGreaterThan(Sizes.Reports);
        stack.IsWhole();
    }

    [Fact]
    public async Task No_answer_of_GitHubs_ends_the_process_or_sends_the_token_elsewhere()
    {
        var random = Sizes.NewRandom();
        await using var stack = await HostileStack.StartAsync(random);
        stack.GitHub.Hostility = 50;

        var alertIds = new List<string>();
        for (var number = 0; number < Sizes.Reports; number++) alertIds.Add(await stack.Inner.SendOneAsync(Alert(number)));
        await stack.AllHaveVerdictsAsync(alertIds);
        await stack.Inner.UntilAsync(() => stack.GitHub.Answers > Sizes.Reports / 4, "GitHub has been asked");

        stack.IsWhole();
    }

    /// <summary>Counted, not timed: as many requests hang as there are slots, and they hang until the end of the test.</summary>
    [Fact]
    public async Task Peers_that_never_answer_hold_up_nobody_but_those_who_ask_them()
    {
        var random = Sizes.NewRandom();
        await using var stack = await HostileStack.StartAsync(random);
        stack.VirusTotal.IsSilent = true;
        stack.GitHub.IsSilent = true;
        var waiting = new List<string>();
        for (var number = 0; number < Sizes.Reports; number++) waiting.Add(await stack.Inner.SendOneAsync(Alert(number)));
        await stack.Inner.UntilAsync(() => stack.VirusTotal.Answers > 0, "VirusTotal has been asked");

        // A user name is nothing that VirusTotal is asked about.
        await stack.AllHaveVerdictsAsync([]);

        stack.VirusTotal.IsSilent = false;
        await stack.AllHaveVerdictsAsync(waiting);
        stack.IsWhole();
    }

    private static string Alert(int number) => Samples.Json(new
    {
        name = "Lying peers",
        rule = "hostile",
        key = $"key-{number}",
        attrs = new object[]
        {
            new { type = "ipaddr", value = $"185.220.{number / 250 % 250}.{(number % 250) + 1}", context = new[] { "remote" } },
            new { type = "domain", value = $"host-{number}.evil-domain.net", context = new[] { "remote" } },
            new { type = "filehashvalue", value = $"{number:x64}", context = new[] { "remote", "file" } },
        },
    });
}
