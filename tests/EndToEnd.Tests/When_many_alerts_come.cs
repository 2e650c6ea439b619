namespace AlertResponder.EndToEnd.Tests;

public sealed class When_many_alerts_come
{
    private const int MaxRepeats = 5;

    [Fact]
    public async Task A_thousand_in_one_request_become_a_thousand_reports()
    {
        const int alerts = 1_000;
        await using var stack = await StandaloneStack.StartAsync(WritesNoIssues);

        var sent = await stack.SendAsync(Samples.Json(Enumerable.Range(0, alerts).Select(i => Samples.Alert($"user-{i}"))));

        sent.Should().HaveCount(alerts).And.OnlyHaveUniqueItems();
        foreach (var alertId in sent) await stack.ReportAsync(alertId, _ => true, "is there");
        var counts = await stack.CountsAsync();
        counts.Keys.Should().BeEquivalentTo(sent);
        counts.Values.Should().AllBeEquivalentTo(1);

        // What was delivered has made room: the outbox has a limit for what may be under way.
        var more = await stack.SendAsync(Samples.Json(Enumerable.Range(alerts, alerts).Select(i => Samples.Alert($"user-{i}"))));
        foreach (var alertId in more) await stack.ReportAsync(alertId, _ => true, "is there");
    }

    /// <summary>
    /// Half of the alerts have a report of their own, the others join one of ten. A request without an answer is sent again under its key,
    /// as the documentation asks of senders.
    /// </summary>
    [Fact]
    public async Task Each_accepted_alert_counts_once_however_often_the_process_is_killed()
    {
        const int requests = 25;
        const int alertsPerRequest = 20;
        const int longestWait = 60;
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var killedAt = Enumerable.Range(0, requests).OrderBy(_ => random.Next()).Take(5).ToHashSet();
        var expected = new Dictionary<string, int>();
        await using var stack = await StandaloneStack.StartAsync(WritesNoIssues);

        for (var number = 0; number < requests; number++)
        {
            var document = Samples.Json(Enumerable.Range(0, alertsPerRequest)
                .Select(i => Samples.Alert(i % 2 == 0 ? $"own-{number}-{i}" : $"shared-{i / 2}")));
            var answer = stack.SendAsync(document, $"request-{number}");
            if (killedAt.Contains(number))
            {
                // The wait is what makes the moment a random one: in the request, after its answer, or in what follows from it.
                await Task.Delay(random.Next(longestWait), TestContext.Current.CancellationToken);
                await stack.KillServerAsync();
                await stack.StartServerAsync();
            }

            foreach (var alertId in await AnswerOrAgainAsync(answer, () => stack.SendAsync(document, $"request-{number}")))
                expected[alertId] = expected.GetValueOrDefault(alertId) + 1;
        }

        await stack.QuietAsync();
        var counts = await stack.CountsAsync();
        counts.Should().BeEquivalentTo(expected, $"seed {seed}");
        counts.Values.Sum().Should().Be(requests * alertsPerRequest);
    }

    private static async Task<IReadOnlyList<string>> AnswerOrAgainAsync(
        Task<IReadOnlyList<string>> answer, Func<Task<IReadOnlyList<string>>> sendAgain)
    {
        for (var again = 0; ; again++)
        {
            try
            {
                return await answer;
            }
            catch (Exception exception) when (again < MaxRepeats
                && exception is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
            {
                answer = sendAgain();
            }
        }
    }

    /// <summary>Issues of so many reports would take the budget of hours.</summary>
    private static void WritesNoIssues(StandaloneStack stack)
    {
        stack.Settings.Remove("GitHub__Token");
        stack.Settings["Policy"] = "None";
    }
}
