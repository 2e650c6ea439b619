using System.Text.Json;
using AlertResponder.Bench.Candidates;

namespace AlertResponder.Bench.Tests.Candidates;

public sealed class RawBodyTests
{
    [Fact]
    public async Task The_raw_clients_carry_the_envelope_of_the_message()
    {
        var body = await RawBody.TakeAsync();
        var text = body.Of(4711);
        body.IndexOf(text).Should().Be(4711);

        using var envelope = JsonDocument.Parse(text);
        envelope.RootElement.GetProperty("message").GetProperty("number").GetInt32().Should().Be(BenchMessage.FirstNumber + 4711);
        text.Length.Should().BeInRange(1_050, 1_150, "the bench is about bodies of 1.1 KB");
    }
}
