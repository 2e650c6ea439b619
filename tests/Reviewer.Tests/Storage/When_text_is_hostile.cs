using System.Net.Http.Json;
using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.Reviewer.Storage;

namespace AlertResponder.Reviewer.Tests.Storage;

/// <summary>Text that a database cannot keep, or not index, as it comes.</summary>
public sealed class When_text_is_hostile
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<Database, string> Cases
    {
        get
        {
            var cases = new TheoryData<Database, string>();
            foreach (var database in Enum.GetValues<Database>())
                foreach (var text in new[] { "nul", "surrogate", "long" })
                    cases.Add(database, text);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Its_alerts_are_joined_and_read(Database database, string kind)
    {
        var text = Text(kind);
        await using var reviewer = await ReviewerHost.StartAsync(database);
        var alert = Some.Alert(alertId: text, attributes: [Some.Address(), new AlertAttribute { Type = text, Value = text, Context = [text], Key = text }]);
        alert = alert with
        {
            Alert = alert.Alert with
            {
                Detector = text,
                RuleId = text,
                RuleName = text,
                Title = $"Hidden{text}{new string('x', 1_000_000)}",
                Description = text,
            },
        };

        await reviewer.ReceiveAsync(alert);
        var reportId = (await reviewer.HearAsync<ReportOpened>()).ReportId;
        await reviewer.ReceiveAsync(alert with { ReceiptId = Guid.NewGuid(), ReceivedAt = Some.Noon.AddSeconds(1) });
        await reviewer.SeeAsync(reportId, report => report.AlertCount == 2, "the repeat has joined");

        // A URL's path cannot have a NUL; the list shows what stands for it.
        var id = text.Replace('\0', '\uFFFD');
        var byAlert = (await reviewer.Http.GetFromJsonAsync<ReportDocument>($"/reports/by-alert/{Uri.EscapeDataString(id)}", Cancel))!;
        byAlert.ReportId.Should().Be(reportId);
        byAlert.Attributes.Should().HaveCount(2);
        byAlert.Alerts.First.Should().HaveCount(2);
        (await CountAsync($"rule={Uri.EscapeDataString(text)}")).Should().Be(1);
        (await CountAsync($"q={Uri.EscapeDataString("hidden")}")).Should().Be(1);
        (await CountAsync($"q={Uri.EscapeDataString($"nobody{text[..20]}")}")).Should().Be(0);

        async Task<int> CountAsync(string query) =>
            (await reviewer.Http.GetFromJsonAsync<JsonElement>($"/reports?{query}", Cancel)).GetProperty("items").GetArrayLength();
    }

    [Fact]
    public void Key_is_the_text_itself_while_a_database_can_keep_and_index_it()
    {
        foreach (var text in new[] { "", "alert-1", "Zürich 😀", new string('a', 512) }) IndexKey.Of(text).Should().BeSameAs(text);

        IndexKey.Of("a\0b\ud800c\udc00").Should().Be("a\uFFFDb\uFFFDc\uFFFD");
        foreach (var text in new[] { Text("long"), string.Concat(Enumerable.Repeat("😀", 400)) })
        {
            var key = IndexKey.Of(text);
            key.Length.Should().BeLessThanOrEqualTo(512);
            IndexKey.Of(key).Should().BeSameAs(key, "a key is its own key");
            IndexKey.Of(text + "x").Should().NotBe(key, "what differs behind the cut is another key");
        }
    }

    private static string Text(string kind) => kind switch
    {
        "nul" => "in the middle \0 and at the end\0",
        "surrogate" => "high \ud800 alone and at the end\udc00",
        // Of no pattern: what PostgreSQL can compress may be longer.
        "long" => string.Concat(Enumerable.Range(1, 600).Select(n => $"{(uint)(n * 2_654_435_761):x8}")),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
