using System.Net;
using System.Text;
using AlertResponder.Emission;
using AlertResponder.Emission.Work;
using AlertResponder.Emitter.GitHub.Gateway;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Emitter.GitHub.Tests.Gateway;

public sealed class FailuresTests
{
    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, nameof(EmitFailure.NotDone))]
    [InlineData(HttpRequestError.ConnectionError, nameof(EmitFailure.NotDone))]
    [InlineData(HttpRequestError.SecureConnectionError, nameof(EmitFailure.NotDone))]
    [InlineData(HttpRequestError.ResponseEnded, nameof(EmitFailure.Unknown))]
    [InlineData(HttpRequestError.Unknown, nameof(EmitFailure.Unknown))]
    public void Lost_connection_is_unknown_unless_it_never_stood(HttpRequestError error, string expected) =>
        EmitException.From(new HttpRequestException(error)).Kind.ToString().Should().Be(expected);

    [Theory]
    [InlineData(301, nameof(EmitFailure.Gone))]
    [InlineData(304, nameof(EmitFailure.Unknown))]
    [InlineData(401, nameof(EmitFailure.Refused))]
    [InlineData(404, nameof(EmitFailure.Gone))]
    [InlineData(408, nameof(EmitFailure.Unknown))]
    [InlineData(410, nameof(EmitFailure.Gone))]
    [InlineData(422, nameof(EmitFailure.Refused))]
    [InlineData(429, nameof(EmitFailure.RateLimited))]
    [InlineData(451, nameof(EmitFailure.Refused))]
    [InlineData(502, nameof(EmitFailure.Unknown))]
    [InlineData(599, nameof(EmitFailure.Unknown))]
    public void Status_says_what_became_of_the_call(int status, string expected) => Read(status).Kind.ToString().Should().Be(expected);

    [Theory]
    [InlineData("""{"message":"Validation Failed","errors":[{"resource":"Issue","field":"title","code":"missing_field"}]}""", "422 Validation Failed; Issue title missing_field")]
    [InlineData("""{"message":"Validation Failed","errors":[{"message":"title is too long"},"body is too short"]}""", "422 Validation Failed; title is too long; body is too short")]
    [InlineData("""{"message":"Validation Failed","errors":"all of it"}""", "422 Validation Failed; all of it")]
    [InlineData("""{"message":"two\r\nlines\u202e","errors":{"a":1}}""", "422 two  lines")]
    [InlineData("""{"message":"\ud800","errors":[null,7,[]]}""", "422 without a message")]
    [InlineData("""{"message":17}""", "422 without a message")]
    [InlineData("[1]", "422 without a message")]
    [InlineData("<html>a proxy's page</html>", "422 without a message")]
    [InlineData("", "422 without a message")]
    public void Reason_is_what_GitHub_says_in_one_line(string body, string reason) => Read(422, body).Message.Should().Be(reason);

    [Fact]
    public void Reason_is_short_however_long_the_answer_is()
    {
        Read(422, $$"""{"message":"{{new string('m', 1 << 20)}}","errors":["{{new string('e', 1 << 20)}}"]}""").Message.Length.Should().BeLessThan(320);
        Read(422, new string('[', 1_000_000)).Message.Should().Be("422 without a message");
    }

    [Theory]
    [InlineData("""{"message":"Validation Failed","errors":[{"resource":"IssueComment","code":"unprocessable","field":"data","message":"was submitted too quickly"}]}""")]
    [InlineData("""{"message":"Was submitted too quickly"}""")]
    public void Text_that_was_submitted_too_quickly_is_a_rate_limit(string body) => Read(422, body).Kind.Should().Be(EmitFailure.RateLimited);

    [Theory]
    [InlineData("retry-after", "Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("retry-after", "Mon, 01 Jan 0001 00:00:00 GMT")]
    [InlineData("retry-after", "Thu, 01 Jan 1970 00:00:00 GMT")]
    [InlineData("retry-after", "2147483647")]
    [InlineData("retry-after", "2147483648")]
    [InlineData("retry-after", "99999999999999999999999999")]
    [InlineData("retry-after", "-1")]
    [InlineData("retry-after", "0")]
    [InlineData("retry-after", "1e9")]
    [InlineData("retry-after", "soon")]
    [InlineData("retry-after", "")]
    [InlineData("x-ratelimit-reset", "0")]
    [InlineData("x-ratelimit-reset", "-62135596801")]
    [InlineData("x-ratelimit-reset", "2147483647")]
    [InlineData("x-ratelimit-reset", "253402300799")]
    [InlineData("x-ratelimit-reset", "9223372036854775807")]
    [InlineData("x-ratelimit-reset", "99999999999999999999999999")]
    public void Pause_that_GitHub_names_is_neither_none_nor_longer_than_an_hour(string header, string value)
    {
        var failure = Read(403, """{"message":"You have exceeded a secondary rate limit."}""", (header, value), ("x-ratelimit-remaining", "0"));

        failure.Kind.Should().Be(EmitFailure.RateLimited);
        new TargetPause(new FakeTimeProvider(Reports.Noon)).RateLimited(failure.RetryAfter).Should().BePositive().And.BeLessThanOrEqualTo(TimeSpan.FromHours(1));
    }

    [Theory]
    [InlineData("retry-after", "90")]
    [InlineData("retry-after", "Tue, 24 Nov 2026 12:01:30 GMT")]
    [InlineData("x-ratelimit-reset", "1795521689")]
    public void Pause_that_GitHub_names_is_taken(string header, string value) =>
        Read(429, "", (header, value), ("x-ratelimit-remaining", "0")).RetryAfter.Should().Be(TimeSpan.FromSeconds(90));

    [Theory]
    [InlineData("https://evil.example/path?token=secret#x", "moved to https://evil.example/path")]
    [InlineData("/relative", "moved to an unnamed place")]
    [InlineData("http://[", "moved to an unnamed place")]
    public void Move_names_the_place_without_what_may_be_secret(string location, string reason) =>
        Read(301, "", ("location", location)).Message.Should().Be(reason);

    private static EmitException Read(int status, string body = "", params (string Name, string Value)[] headers)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status);
        foreach (var (name, value) in headers) response.Headers.TryAddWithoutValidation(name, value).Should().BeTrue();
        return Failures.Read(response, Encoding.UTF8.GetBytes(body), Reports.Noon);
    }
}
