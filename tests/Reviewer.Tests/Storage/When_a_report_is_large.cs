using AlertResponder.Contracts;

namespace AlertResponder.Reviewer.Tests.Storage;

public sealed class When_a_report_is_large
{
    private const int Attributes = 500;
    private const int Answers = 5;

    [Fact]
    public async Task An_answer_reads_and_writes_its_content_once()
    {
        const string First = "198.18.200.0"; // of no other test's reports: they count at the same time
        await using var reviewer = await ReviewerHost.StartAsync();
        await reviewer.ReceiveAsync(Some.Alert(
            attributes: [Some.Address(First), .. Enumerable.Range(1, Attributes - 1).Select(n => Some.Address($"198.19.{n / 250}.{n % 250}"))]));
        var opened = await reviewer.HearAsync<ReportOpened>();
        reviewer.Time.Advance(TimeSpan.FromMinutes(5));
        await reviewer.HearAsync<InspectionRequested>(_ => reviewer.Heard.Of<InspectionRequested>().Count() == Attributes, "all requests");
        var requests = reviewer.Heard.Of<InspectionRequested>().ToList();
        // The first answer is published at once; the clock stands still, and so do all updates after it.
        await reviewer.AnswerAsync(Some.Answer(requests[0]));
        var updated = await reviewer.HearAsync<ReportUpdated>();
        await reviewer.SeeAsync(opened.ReportId, now => now.PublishedVersion == updated.DocumentVersion, "the update is published");
        var (writes, reads) = (SerializationCount.WritesOf(First), SerializationCount.ReadsOf(First));

        foreach (var request in requests.Skip(1).Take(Answers)) await reviewer.AnswerAsync(Some.Answer(request));
        await reviewer.SeeAsync(opened.ReportId, now => now.DocumentVersion == updated.DocumentVersion + Answers, "the answers are attached");

        (SerializationCount.WritesOf(First) - writes).Should().Be(Answers);
        (SerializationCount.ReadsOf(First) - reads).Should().Be(Answers);
        (await reviewer.ReadAsync(opened.ReportId))!.Content.Findings.Should().HaveCount(1 + Answers);
    }
}
