using AlertResponder.Emission;
using AlertResponder.Emitter.GitHub.Gateway;

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
        Failures.Read(new HttpRequestException(error), Reports.Noon).Kind.ToString().Should().Be(expected);

    [Fact]
    public void Missing_answer_is_unknown() => Failures.Read(new TaskCanceledException(), Reports.Noon).Kind.Should().Be(EmitFailure.Unknown);

    [Fact]
    public void Answer_that_cannot_be_read_is_unknown() => Failures.Read(new FormatException(), Reports.Noon).Kind.Should().Be(EmitFailure.Unknown);
}
