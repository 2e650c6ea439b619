using AlertResponder.Contracts;
using AlertResponder.Reviewer.Reports;

namespace AlertResponder.Reviewer.Tests.Reports;

/// <summary>What emitters say is foreign text too.</summary>
public sealed class EmittedPlacesTests
{
    private static readonly DateTimeOffset Now = Some.Noon.AddHours(1);
    private readonly Report _report = new() { CorrelationId = Guid.NewGuid(), VerdictNumber = 3 };

    [Fact]
    public void Place_is_kept_with_its_verdict_and_stands_in_the_timeline()
    {
        Take(Place());

        ReportDocuments.Whole(_report, new ReportAlerts()).Emitted.Should().Equal(
            new EmittedPlace("ghe", "issue 12", "https://github.example/acme/alerts/issues/12", 1, Some.Noon));
        _report.Content.Timeline.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { What = "emitted", Why = "verdict 1: issue 12", By = "ghe" });
    }

    [Fact]
    public void Newer_verdict_replaces_the_place_and_an_older_one_does_not()
    {
        Take(Place() with { VerdictNumber = 2 });
        Take(Place() with { VerdictNumber = 1, Place = "issue 1" });
        Take(Place() with { VerdictNumber = 2, At = Now });
        Take(Place() with { VerdictNumber = 3, Place = "issue 13" });

        _report.Content.Emitted.Should().ContainSingle().Which.Place.Should().Be("issue 13");
        _report.Content.Timeline.Should().HaveCount(2, "a repeat and an older place say nothing");
    }

    [Fact]
    public void Place_is_no_change_that_is_published()
    {
        var version = _report.DocumentVersion;

        Take(Place());

        _report.DocumentVersion.Should().Be(version, "emitters would update what they have written because they have written it");
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("ftp://files.example/12")]
    [InlineData("https://user:secret@github.example/12")]
    [InlineData("/issues/12")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://")]
    [InlineData("")]
    [InlineData(null)]
    public void Address_that_is_none_of_the_web_is_left_out(string? url)
    {
        Take(Place() with { Url = url });

        _report.Content.Emitted.Should().ContainSingle().Which.Url.Should().BeNull();
    }

    [Fact]
    public void Text_is_bounded_and_normalized()
    {
        Take(Place() with
        {
            Place = "issue \uFFFE\0" + new string('x', 10_000),
            Url = "https://github.example/ü" + new string('x', 10_000),
            VerdictNumber = int.MaxValue,
            At = DateTimeOffset.MaxValue,
        });

        var place = _report.Content.Emitted.Should().ContainSingle().Subject;
        place.Place.Should().StartWith("issue \uFFFD\uFFFDxx").And.HaveLength(101);
        (place.Url, place.VerdictNumber, place.At).Should().Be((null, 3, Now));
    }

    [Theory]
    [InlineData(null, "issue 12")]
    [InlineData("", "issue 12")]
    [InlineData("<b>", "issue 12")]
    [InlineData("a\uFFFE", "issue 12")]
    [InlineData("ghe", null)]
    [InlineData("ghe", " ")]
    public void Whoever_has_no_name_or_place_is_left_out(string? emitter, string? place)
    {
        Take(Place() with { Emitter = emitter!, Place = place! });

        _report.Content.Emitted.Should().BeNullOrEmpty();
        _report.Content.Timeline.Should().BeEmpty();
    }

    [Fact]
    public void Any_number_of_emitters_keeps_ten_places_and_a_message_in_its_size()
    {
        for (var number = 0; number < 100; number++)
            Take(Place() with { Emitter = $"emitter-{number}", Place = new string('\u0001', 100), Url = "https://github.example/" + new string('x', 480) });

        _report.Content.Emitted.Should().HaveCount(10);
        DocumentJson.SizeOf(ReportDocuments.ForMessage(_report)).Should().BeLessThan(ReportDocuments.MessageBytes / 10);
    }

    private void Take(ReportEmitted message) => EmittedPlaces.Take(_report, message, Now);

    private ReportEmitted Place() => new()
    {
        ReportId = _report.CorrelationId,
        AlertId = "a",
        Emitter = "ghe",
        Place = "issue 12",
        Url = "https://github.example/acme/alerts/issues/12",
        VerdictNumber = 1,
        At = Some.Noon,
    };
}
