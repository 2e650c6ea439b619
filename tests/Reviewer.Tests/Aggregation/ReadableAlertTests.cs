using AlertResponder.Contracts;
using AlertResponder.Reviewer.Aggregation;

namespace AlertResponder.Reviewer.Tests.Aggregation;

public sealed class ReadableAlertTests
{
    public static TheoryData<string, Func<AlertReceived, AlertReceived>> Lacking => new()
    {
        { "alert id", received => received with { AlertId = null! } },
        { "alert", received => received with { Alert = null! } },
        { "detector", received => With(received, alert => alert with { Detector = null! }) },
        { "rule id", received => With(received, alert => alert with { RuleId = null! }) },
        { "title", received => With(received, alert => alert with { Title = null! }) },
        { "source", received => With(received, alert => alert with { Source = null! }) },
        { "format", received => With(received, alert => alert with { Source = new AlertSource(null!) }) },
        { "attribute", received => With(received, alert => alert with { Attributes = [null!] }) },
        { "type", received => With(received, alert => alert with { Attributes = [Some.Address() with { Type = null! }] }) },
        { "value", received => With(received, alert => alert with { Attributes = [Some.Address() with { Value = null! }] }) },
    };

    /// <summary>Kept, it would make its report unreadable for ever: what is read has to have it.</summary>
    [Theory]
    [MemberData(nameof(Lacking), DisableDiscoveryEnumeration = true)]
    public void What_lacks_something_required_is_not_taken(string lacking, Func<AlertReceived, AlertReceived> take)
    {
        var read = () => ReadableAlert.Of(take(Some.Alert()), Some.Noon);

        read.Should().Throw<FormatException>(lacking);
    }

    [Fact]
    public void Null_for_a_list_is_an_empty_one()
    {
        ReadableAlert.Of(With(Some.Alert(), alert => alert with { Attributes = null! }), Some.Noon).Alert.Attributes.Should().BeEmpty();

        var address = Some.Address();
        var read = ReadableAlert.Of(
            With(Some.Alert(), alert => alert with { Attributes = [address, address with { Context = null! }, address with { Context = ["remote", null!] }] }), Some.Noon);
        read.Alert.Attributes.Select(attribute => string.Join(',', attribute.Context)).Should().Equal("remote", "", "remote");
    }

    [Theory]
    [InlineData("2026-03-02T11:59:59Z", "2026-03-02T11:59:59Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "2026-03-01T12:00:00Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z")]
    public void Clock_that_runs_far_ahead_is_not_believed(string receivedAt, string taken) =>
        ReadableAlert.Of(Some.Alert(DateTimeOffset.Parse(receivedAt, null)), Some.Noon).ReceivedAt.Should().Be(DateTimeOffset.Parse(taken, null));

    private static AlertReceived With(AlertReceived received, Func<Alert, Alert> change) => received with { Alert = change(received.Alert) };
}
