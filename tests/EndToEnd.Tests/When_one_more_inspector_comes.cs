using AlertResponder.Contracts;
using AlertResponder.TestKit;

namespace AlertResponder.EndToEnd.Tests;

/// <summary>The sample of docs/extend/inspector.md beside services that run already.</summary>
public sealed class When_one_more_inspector_comes
{
    private const string Allowlist = "AlertResponder.Inspector.Allowlist";

    [Fact]
    public async Task Its_findings_stand_in_the_next_report_and_nothing_else_is_started_again()
    {
        await using var stack = await ServicesStack.StartAsync(ServicesStack.Receptor, ServicesStack.Reviewer, ServicesStack.Inspector);
        var before = await stack.ReportAsync(
            await stack.SendAsync(Samples.Read(Samples.GuardDuty)), report => report.Findings.Count > 0, "has the findings of VirusTotal");

        stack.Settings["Allowlist__File"] = Repository.File("samples/inspector-allowlist/allowlist.txt");
        await stack.StartAsync(Allowlist);
        // The same address in another alert: in the report of the first one it has been looked at already.
        var alert = """{"name":"n","rule":"after-the-new-inspector","attrs":[{"type":"ipaddr","value":"185.220.101.34","key":"k","context":["remote"]}]}""";
        var after = await stack.ReportAsync(
            await stack.SendAsync(alert),
            report => report.Findings.Select(finding => finding.Inspector).ToHashSet().SetEquals(["virustotal", "allowlist"]),
            "has findings of both inspectors");

        before.Findings.Should().OnlyContain(finding => finding.Inspector == "virustotal");
        after.Findings.Should().ContainSingle(finding => finding.Inspector == "allowlist")
            .Which.Should().BeEquivalentTo(new { Side = FindingSide.Allied, Attribute = new { Value = "185.220.101.34" } });
    }
}
