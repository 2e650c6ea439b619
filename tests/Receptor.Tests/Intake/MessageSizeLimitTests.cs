using System.Text.Encodings.Web;
using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.Receptor.Formats;
using AlertResponder.Receptor.Intake;

namespace AlertResponder.Receptor.Tests.Intake;

public sealed class MessageSizeLimitTests
{
    private const int SnsBytes = 256 * 1024;
    private const int EnvelopeBytes = 8 * 1024;

    private static readonly JsonSerializerOptions AsOnTheBus = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("x", 128 * 1024)]
    [InlineData("x", 100)]
    [InlineData("é", 60 * 1024)]
    public void Alert_that_fits_keeps_its_body(string filling, int length)
    {
        var (alert, errors) = Fit(filling, length);

        errors.Any.Should().BeFalse();
        BytesOf(alert!).Should().BeLessThanOrEqualTo(SnsBytes - EnvelopeBytes);
        (alert!.Body!.Value.TryGetProperty("cut", out var cut) ? cut.GetProperty("text").GetString() : "whole").Should().NotBeEmpty();
    }

    [Fact]
    public void Alert_without_room_for_its_body_keeps_length_and_hash_of_it()
    {
        var (alert, errors) = Fit("😀", 16 * 1024); // 12 bytes each in JSON, in the description and in the body

        errors.Any.Should().BeFalse();
        BytesOf(alert!).Should().BeLessThanOrEqualTo(SnsBytes - EnvelopeBytes);
        var cut = alert!.Body!.Value.GetProperty("cut");
        cut.GetProperty("text").GetString().Should().BeEmpty();
        cut.GetProperty("length").GetInt32().Should().BeGreaterThan(64 * 1024);
    }

    [Fact]
    public void Alert_that_never_fits_is_refused_at_the_door()
    {
        var (alert, errors) = Fit("😀", 32 * 1024);

        alert.Should().BeNull();
        errors.ToDictionary().Should().ContainKey("$").WhoseValue.Should().ContainSingle().Which.Should().Contain("too large");
    }

    private static (Alert? Alert, ValidationErrors Errors) Fit(string filling, int count)
    {
        var description = string.Concat(Enumerable.Repeat(filling, count));
        using var document = JsonDocument.Parse(
            JsonSerializer.Serialize(new { name = "large", rule = "r", key = "k", description }, AsOnTheBus));
        var errors = new ValidationErrors();
        var alert = AlertFormats.Of(document.RootElement)!.Read(document.RootElement, errors)!;
        return (MessageSizeLimit.WithBody(alert, document.RootElement, errors), errors);
    }

    private static int BytesOf(Alert alert) => JsonSerializer.SerializeToUtf8Bytes(alert, AsOnTheBus).Length;
}
