using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.Reviewer.Api;
using CsCheck;

namespace AlertResponder.Reviewer.Tests.Api;

/// <summary>Asking for a review, and setting a verdict.</summary>
public sealed class ReviewRequestTests : IAsyncLifetime
{
    private ReviewerHost _reviewer = null!;
    private Guid _reportId;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/json;charset=UTF-8")]
    [InlineData("application/json")]
    [InlineData("application/merge-patch+json")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Every_way_to_say_JSON_in_UTF_8_is_taken(string contentType)
    {
        using var answer = await PostAsync("""{"verdict":{"severity":"safe","reason":"a drill"}}""", contentType);

        answer.StatusCode.Should().Be(HttpStatusCode.Accepted);
        await _reviewer.SeeAsync(_reportId, report => report.Severity == Severity.Safe, "the verdict is set");
    }

    [Theory]
    [InlineData("application/json; charset=latin1")]
    [InlineData("application/json; charset=\"utf8\"")]
    [InlineData("text/plain")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task Other_content_type_is_refused(string? contentType)
    {
        using var answer = await PostAsync("{}", contentType);

        answer.StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n")]
    [InlineData("{}")]
    [InlineData("""{"by":null,"verdict":null}""")]
    public async Task Without_a_verdict_a_review_is_asked_for(string body)
    {
        using var answer = await PostAsync(body);

        answer.StatusCode.Should().Be(HttpStatusCode.Accepted);
        await _reviewer.SeeAsync(_reportId, report => report.VerdictNumber == 1, "the policy has judged");
    }

    [Theory]
    [InlineData("""{"verdct":{"severity":"safe","reason":"x"}}""", "verdct")]
    [InlineData("""{"verdict":{"severity":"safe","reason":"x","until":"tomorrow"}}""", "verdict.until")]
    [InlineData("""{"verdict":{"severity":"terrible","reason":"x"}}""", "verdict.severity")]
    [InlineData("""{"verdict":{"severity":"other","reason":"x"}}""", "verdict.severity")]
    [InlineData("""{"verdict":{"severity":3,"reason":"x"}}""", "verdict.severity")]
    [InlineData("""{"verdict":{"reason":"x"}}""", "verdict.severity")]
    [InlineData("""{"verdict":{"severity":"safe"}}""", "verdict.reason")]
    [InlineData("""{"verdict":{"severity":"safe","reason":" \t"}}""", "verdict.reason")]
    [InlineData("""{"verdict":{"severity":"safe","reason":["x"]}}""", "verdict.reason")]
    [InlineData("""{"verdict":"safe"}""", "verdict")]
    [InlineData("""{"by":7}""", "by")]
    [InlineData("""{"by":"a","by":"b"}""", "by")]
    [InlineData("""{"by":"\ud800"}""", "by")]
    [InlineData("null", "$")]
    [InlineData("[]", "$")]
    [InlineData("\"safe\"", "$")]
    [InlineData("not JSON", "$")]
    public async Task Bad_body_is_refused_with_its_path(string body, string path)
    {
        using var answer = await PostAsync(body);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Should().Equal(path);
    }

    [Fact]
    public async Task Texts_are_counted_in_characters_not_in_halves_of_them()
    {
        var name = string.Concat(Enumerable.Repeat("😀", ReviewCommand.MaxNameCharacters));
        var reason = string.Concat(Enumerable.Repeat("😀", ReviewCommand.MaxReasonCharacters));

        // As most programs write it: each half as an escape.
        using var longest = await PostAsync(JsonSerializer.Serialize(new { by = name, verdict = new { severity = "safe", reason } }));
        using var longerName = await PostAsync(JsonSerializer.Serialize(new { by = name + "x" }));
        using var longerReason = await PostAsync(JsonSerializer.Serialize(new { verdict = new { severity = "safe", reason = reason + "x" } }));

        longest.StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await longerName.Content.ReadAsStringAsync(Cancel)).Should().Contain("\"by\"");
        (await longerReason.Content.ReadAsStringAsync(Cancel)).Should().Contain("\"verdict.reason\"");
    }

    [Theory]
    [InlineData(ReviewCommand.MaxBodyBytes + 1)]
    [InlineData(29_000_000)]
    public async Task Large_body_is_refused_unread(int bytes)
    {
        using var content = new ByteArrayContent(new byte[bytes]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/reports/{_reportId}/review") { Content = content };
        request.Headers.ExpectContinue = true;

        using var answer = await _reviewer.Http.SendAsync(request, Cancel);

        answer.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await answer.Content.ReadAsStringAsync(Cancel)).Should().Contain($"{ReviewCommand.MaxBodyBytes} bytes");
    }

    /// <summary>CsCheck prints the seed of a case that fails.</summary>
    [Fact]
    public async Task Any_text_is_taken_or_refused_with_a_path()
    {
        await Gen.Select(Gen.String, Gen.String, Gen.Byte.Array[0, 40]).SampleAsync(async texts =>
        {
            var (by, reason, bytes) = texts;
            using var written = await PostAsync(JsonSerializer.Serialize(new { by, verdict = new { severity = "safe", reason } }));
            using var raw = await PostAsync(bytes);
            return await IsAnswerAsync(written) && await IsAnswerAsync(raw);
        }, iter: 100, threads: 1);

        static async Task<bool> IsAnswerAsync(HttpResponseMessage answer) => answer.StatusCode == HttpStatusCode.Accepted
            || (answer.StatusCode == HttpStatusCode.BadRequest
                && (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("errors").EnumerateObject().Any());
    }

    public async ValueTask InitializeAsync()
    {
        _reviewer = await ReviewerHost.StartAsync();
        await _reviewer.ReceiveAsync(Some.Alert());
        _reportId = (await _reviewer.HearAsync<ReportOpened>()).ReportId;
    }

    public ValueTask DisposeAsync() => _reviewer.DisposeAsync();

    private Task<HttpResponseMessage> PostAsync(string body, string? contentType = "application/json") => PostAsync(Encoding.UTF8.GetBytes(body), contentType);

    private Task<HttpResponseMessage> PostAsync(byte[] body, string? contentType = "application/json")
    {
        var content = new ByteArrayContent(body);
        if (contentType is not null) content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return _reviewer.Http.PostAsync($"/reports/{_reportId}/review", content, Cancel);
    }
}
