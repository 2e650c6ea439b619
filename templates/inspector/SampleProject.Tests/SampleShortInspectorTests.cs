using AlertResponder.Contracts;
using AlertResponder.Inspection;
using Microsoft.Extensions.Options;

namespace SampleNamespace.Tests;

public sealed class SampleShortInspectorTests
{
    private readonly SampleShortInspector _inspector = new(Options.Create(new SampleShortOptions { Known = ["198.51.100.7"] }));

    [Fact]
    public async Task KnownValueIsFound()
    {
        var result = await InspectAsync("198.51.100.7");

        Assert.Equal(InspectionOutcome.Found, result.Outcome);
        Assert.Equal(SampleShortInspector.Name, Assert.Single(result.Findings).Inspector);
    }

    [Fact]
    public async Task OtherValueIsUnknown() => Assert.Equal(InspectionOutcome.Unknown, (await InspectAsync("198.51.100.8")).Outcome);

    private Task<InspectionResult> InspectAsync(string value) =>
        _inspector.InspectAsync(new InspectedAttribute { Type = "ipaddr", Value = value }, TestContext.Current.CancellationToken);
}
