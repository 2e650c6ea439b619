using System.Diagnostics.Metrics;
using AlertResponder.Contracts;
using AlertResponder.FakeServices.VirusTotal;
using AlertResponder.Inspection;
using AlertResponder.Inspector.VirusTotal.Inspection;
using AlertResponder.TestKit;

namespace AlertResponder.Inspector.VirusTotal.Tests.Inspection;

public sealed class InspectAttributeConsumerTests : IAsyncLifetime
{
    private const string Address = DemoData.MaliciousAddress;
    private static readonly (string, string) OneAtATime = ("VirusTotal__Concurrency", "1");
    private FakeVirusTotal _fake = null!;

    public async ValueTask InitializeAsync() => _fake = await FakeVirusTotal.StartAsync();

    public ValueTask DisposeAsync() => _fake.DisposeAsync();

    [Fact]
    public async Task A_malicious_address_is_found_with_its_malware_domains_and_urls()
    {
        await using var host = await InspectorHost.StartAsync(_fake);
        var answer = await host.InspectAsync("ipaddr", Address);

        answer.Outcome.Should().Be(InspectionOutcome.Found);
        answer.Inspector.Should().Be("virustotal");
        answer.Reason.Should().BeNull();
        answer.Discovered.Should().BeEmpty();
        var finding = answer.Findings.Should().ContainSingle().Which;
        finding.Should().BeEquivalentTo(new
        {
            Inspector = "virustotal",
            Title = "11 of 92 engines call it malicious, reputation -24",
            Kind = FindingKind.Host,
            Side = FindingSide.Opponent,
            Malicious = 11,
            Suspicious = 1,
            Harmless = 48,
            Undetected = 32,
            Link = $"https://www.virustotal.com/gui/ip-address/{Address}",
        });
        var facts = finding.Host!;
        facts.Ipaddr.Should().Equal(Address);
        facts.Country.Should().Equal("DE");
        facts.AsOwner.Should().ContainSingle();
        facts.RelatedMalware.Select(malware => malware.Relation).Should().Equal("communicated", "downloaded");
        facts.RelatedMalware[0].Scans.Select(scan => (scan.Vendor, scan.Positive)).Should().Equal(
            ("Kaspersky", true), ("TrendMicro", true), ("Sophos", true), ("Microsoft", true), ("Symantec", false));
        facts.RelatedDomains.Select(domain => domain.Name).Should().Equal("update-check.badcdn-demo.net", "tor-exit-34.relay-demo.org");
        facts.RelatedUrls.Select(url => url.Url).Should().Equal("http://185.220.101.34/bins/mirai.x86", "http://185.220.101.34:8080/gate.php");
        facts.RelatedUrls.Should().OnlyContain(url => url.Reference!.StartsWith("https://www.virustotal.com/gui/url/"));
        _fake.Calls.Should().HaveCount(6);
    }

    [Fact]
    public async Task Only_the_most_recent_related_objects_are_kept()
    {
        var files = Enumerable.Range(1, 20).ToDictionary(
            day => day.ToString("x64", null),
            day => new KnownObject { Malicious = day % 2, LastAnalysis = new DateTimeOffset(2026, 1, day, 0, 0, 0, TimeSpan.Zero) });
        _fake.KnowsAddress("8.8.8.8", new KnownObject
        {
            Malicious = 1,
            CommunicatingFiles = files,
            Resolutions = Enumerable.Range(1, 20).ToDictionary(day => $"d{day}.com", day => new DateTimeOffset(2026, 1, day, 0, 0, 0, TimeSpan.Zero)),
        });
        await using var host = await InspectorHost.StartAsync(_fake);
        var facts = (await host.InspectAsync("ipaddr", "8.8.8.8")).Findings.Single().Host!;
        facts.RelatedMalware.Select(malware => malware.Timestamp!.Value.Day).Should().Equal(19, 17, 15, 13, 11, 9, 7, 5);
        facts.RelatedDomains.Select(domain => domain.Name).Should().Equal("d20.com", "d19.com", "d18.com", "d17.com", "d16.com");
    }

    [Fact]
    public async Task A_harmless_address_is_nothing_and_its_relationships_are_not_asked_for()
    {
        _fake.KnowsAddress("8.8.8.8", new KnownObject { Harmless = 60, Undetected = 30, Country = "US" });
        await using var host = await InspectorHost.StartAsync(_fake);
        var answer = await host.InspectAsync("ipaddr", "8.8.8.8");
        answer.Outcome.Should().Be(InspectionOutcome.Nothing);
        answer.Findings.Single().Should().BeEquivalentTo(new { Malicious = 0, Harmless = 60, Side = (FindingSide?)null });
        _fake.Calls.Should().ContainSingle();
    }

    [Fact]
    public async Task What_VirusTotal_does_not_know_or_never_looked_at_is_unknown()
    {
        _fake.KnowsAddress("8.8.8.8", new KnownObject());
        await using var host = await InspectorHost.StartAsync(_fake);
        (await host.InspectAsync("ipaddr", "8.8.4.4")).Should().BeEquivalentTo(new { Outcome = InspectionOutcome.Unknown });
        (await host.InspectAsync("ipaddr", "8.8.8.8")).Should().BeEquivalentTo(new { Outcome = InspectionOutcome.Unknown, Findings = Array.Empty<Finding>() });
    }

    [Fact]
    public async Task Domains_files_and_urls_are_looked_at_as_well()
    {
        const string hash = "d41d8cd98f00b204e9800998ecf8427e";
        var resolutions = new Dictionary<string, DateTimeOffset> { ["8.8.8.8"] = DateTimeOffset.UnixEpoch.AddDays(9000) };
        _fake.KnowsDomain("evil.com", new KnownObject { Malicious = 3, Resolutions = resolutions })
            .KnowsUrl("http://evil.com/a", new KnownObject { Malicious = 2 })
            .KnowsFile(hash, new KnownObject { Malicious = 50, Engines = new Dictionary<string, string?> { ["Microsoft"] = "Trojan", ["Other"] = "x" } });
        await using var host = await InspectorHost.StartAsync(_fake);

        var domain = (await host.InspectAsync("domain", "Evil[.]com")).Findings.Single();
        domain.Link.Should().Be("https://www.virustotal.com/gui/domain/evil.com");
        domain.Host!.Ipaddr.Should().Equal("8.8.8.8");

        var url = (await host.InspectAsync("url", "http://evil.com/a?token=secret")).Findings.Single();
        url.Link.Should().MatchRegex("^https://www.virustotal.com/gui/url/[0-9a-f]{64}$");
        url.Malicious.Should().Be(2);

        var file = (await host.InspectAsync("filehashvalue", hash.ToUpperInvariant())).Findings.Single();
        file.Kind.Should().Be(FindingKind.Binary);
        file.Binary!.RelatedMalware.Single().Relation.Should().Be("self");
        file.Binary.RelatedMalware.Single().Scans.Single().Should().Be(new MalwareScan("Microsoft", "Trojan", true, "virustotal"));
    }

    [Fact]
    public async Task A_relationship_that_the_key_may_not_read_is_no_failure()
    {
        _fake.Always($"/ip_addresses/{Address}/urls", VirusTotalReply.Error(403))
            .Always($"/ip_addresses/{Address}/downloaded_files", VirusTotalReply.Error(403));
        await using var host = await InspectorHost.StartAsync(_fake);
        var answer = await host.InspectAsync("ipaddr", Address);
        answer.Outcome.Should().Be(InspectionOutcome.Found);
        answer.Findings.Single().Host!.RelatedMalware.Should().ContainSingle();
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    public async Task A_relationship_that_cannot_be_read_is_named(int status)
    {
        _fake.Always($"/ip_addresses/{Address}/urls", VirusTotalReply.Error(status));
        await using var host = await InspectorHost.StartAsync(_fake);
        var answer = await host.InspectAsync("ipaddr", Address);
        answer.Outcome.Should().Be(InspectionOutcome.Found);
        answer.Reason.Should().Contain("urls");
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_key_that_is_not_taken_fails_with_the_reason(int status)
    {
        _fake.Always("*", VirusTotalReply.Error(status));
        await using var host = await InspectorHost.StartAsync(_fake);
        (await host.InspectAsync("ipaddr", Address)).Should().BeEquivalentTo(new { Outcome = InspectionOutcome.Failed })
            .And.Subject.As<InspectionCompleted>().Reason.Should().Contain($"{status}");
    }

    [Fact]
    public async Task A_rate_limit_puts_the_inspection_off_and_then_it_is_found()
    {
        _fake.Script($"/ip_addresses/{Address}", VirusTotalReply.Error(429, "1"));
        await using var host = await InspectorHost.StartAsync(_fake);
        var request = await host.AskAsync(InspectorHost.Request("ipaddr", Address));

        var deferred = await host.AnswerAsync(request);
        deferred.Outcome.Should().Be(InspectionOutcome.Deferred);
        deferred.Reason.Should().Contain("429");
        deferred.DeferredUntil.Should().BeCloseTo(deferred.CompletedAt.AddSeconds(1), TimeSpan.FromSeconds(1));
        (await host.AnswerAsync(request, answer => answer.Outcome != InspectionOutcome.Deferred)).Outcome.Should().Be(InspectionOutcome.Found);
        host.Arrivals.Should().Equal(0, 1);
        host.Answers.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_rate_limit_in_the_middle_costs_no_request_twice_and_the_verdict_of_the_engines_is_told_at_once()
    {
        _fake.Script($"/ip_addresses/{Address}/resolutions", VirusTotalReply.Error(429, "1"));
        await using var host = await InspectorHost.StartAsync(_fake);
        var request = await host.AskAsync(InspectorHost.Request("ipaddr", Address));

        var deferred = await host.AnswerAsync(request, answer => answer.Outcome == InspectionOutcome.Deferred);
        deferred.Findings.Single().Malicious.Should().Be(11);
        var found = await host.AnswerAsync(request, answer => answer.Outcome == InspectionOutcome.Found);
        found.Findings.Single().Host!.RelatedDomains.Should().HaveCount(2);
        _fake.Calls.Should().HaveCount(7, "only the refused request is sent again");
    }

    [Fact]
    public async Task Without_Retry_After_the_wait_begins_at_15_seconds()
    {
        _fake.Always("*", VirusTotalReply.Error(429));
        await using var host = await InspectorHost.StartAsync(_fake);
        var deferred = await host.AnswerAsync(await host.AskAsync(InspectorHost.Request("ipaddr", Address)));
        (deferred.DeferredUntil - deferred.CompletedAt).Should().BeGreaterThan(TimeSpan.FromSeconds(14)).And.BeLessThan(TimeSpan.FromSeconds(19));
    }

    [Fact]
    public async Task A_wait_beyond_the_deadline_fails_at_once_and_says_so()
    {
        _fake.Always("*", VirusTotalReply.Error(429, "3600"));
        await using var host = await InspectorHost.StartAsync(_fake);
        var answer = await host.InspectAsync("ipaddr", Address);
        answer.Outcome.Should().Be(InspectionOutcome.Failed);
        answer.Reason.Should().Contain("3600 s").And.Contain("deadline");
        host.Answers.Should().ContainSingle();
    }

    [Fact]
    public async Task At_the_deadline_what_was_found_stands_with_a_note_of_what_is_missing()
    {
        _fake.Always($"/ip_addresses/{Address}/urls", VirusTotalReply.Error(429, "3600"));
        await using var host = await InspectorHost.StartAsync(_fake);
        var answer = await host.InspectAsync("ipaddr", Address);
        answer.Outcome.Should().Be(InspectionOutcome.Found);
        answer.Reason.Should().StartWith("something is missing");
        answer.Findings.Single().Host!.RelatedMalware.Should().HaveCount(2);
    }

    [Fact]
    public async Task Server_errors_are_put_off_until_the_deadline()
    {
        _fake.Always("*", VirusTotalReply.Error(503, "1"));
        await using var host = await InspectorHost.StartAsync(_fake);
        var request = await host.AskAsync(InspectorHost.Request("ipaddr", Address) with { Deadline = TimeProvider.System.GetUtcNow().AddSeconds(3) });
        (await host.AnswerAsync(request, answer => answer.Outcome != InspectionOutcome.Deferred)).Outcome.Should().Be(InspectionOutcome.Failed);
        host.Arrivals.Should().StartWith(0).And.BeInAscendingOrder().And.HaveCountGreaterThan(1);
    }

    [Fact]
    public async Task Nothing_internal_reaches_the_server()
    {
        await using var host = await InspectorHost.StartAsync(
            _fake,
            ("Inspection__InternalDomains__0", "corp-example.org"), ("Inspection__InternalDomains__1", "partner.net"),
            ("Inspection__InternalNetworks", "93.184.216.0/24, 2a00:1450::/32, 45.33.32.156"));
        foreach (var (type, value) in DisclosurePolicyTests.Internals.Select(row => row.Data))
        {
            var answer = await host.InspectAsync(type, value);
            answer.Outcome.Should().Be(InspectionOutcome.Skipped, "{0} {1}", type, value);
            answer.Reason.Should().NotBeNullOrWhiteSpace();
        }

        (await host.InspectAsync("ipaddr", Address, "local")).Outcome.Should().Be(InspectionOutcome.Skipped);
        _fake.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task A_type_it_does_not_know_and_a_request_for_another_inspector_get_no_answer()
    {
        await using var host = await InspectorHost.StartAsync(_fake, OneAtATime);
        await host.AskAsync(InspectorHost.Request("username", "alice"));
        await host.AskAsync(InspectorHost.Request("ipaddr", Address) with { Inspector = "other" });
        var asked = await host.AskAsync(InspectorHost.Request("ipaddr", Address) with { Inspector = "virustotal" });
        (await host.AnswerAsync(asked)).Outcome.Should().Be(InspectionOutcome.Found);
        await Patiently.UntilAsync(() => host.Arrivals.Count == 3, "all requests arrive");
        host.Answers.Should().ContainSingle();
    }

    [Fact]
    public async Task Without_a_key_it_says_so_once_and_skips_with_that_reason()
    {
        await using var host = await InspectorHost.StartAsync(null, ("VirusTotal__BaseUrl", _fake.BaseAddress.ToString()));
        for (var i = 0; i < 3; i++)
            (await host.InspectAsync("ipaddr", Address)).Should().BeEquivalentTo(
                new { Outcome = InspectionOutcome.Skipped, Reason = "VirusTotal__ApiKey is not set" });
        host.LogLines.Count(line => line.StartsWith("Warning 1300 VirusTotal__ApiKey is not set", StringComparison.Ordinal)).Should().Be(1);
        _fake.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Neither_the_key_nor_what_is_asked_stands_in_a_log_line()
    {
        _fake.Script("*", VirusTotalReply.Dropped(), VirusTotalReply.Error(500), VirusTotalReply.Error(429, "1"), VirusTotalReply.Error(401));
        await using var host = await InspectorHost.StartAsync(_fake);
        (await host.InspectAsync("ipaddr", Address)).Outcome.Should().Be(InspectionOutcome.Failed);
        (await host.InspectAsync("ipaddr", Address)).Outcome.Should().Be(InspectionOutcome.Found);
        host.LogLines.Should().NotBeEmpty();
        host.LogLines.Should().NotContain(line => line.Contains(_fake.ApiKey));
        host.LogLines.Should().NotContain(line => line.Contains(Address));
    }

    [Fact]
    public async Task Inspections_are_counted_by_type_and_outcome()
    {
        var counted = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == InspectionMetrics.Inspections) self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            lock (counted) counted.Add($"{count} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))}");
        });
        listener.Start();
        await using var host = await InspectorHost.StartAsync(_fake);
        await host.InspectAsync("filehashvalue", "nohash");
        await Patiently.UntilAsync(() => { lock (counted) return counted.Contains("1 virustotal filehashvalue skipped"); }, "the inspection is counted");
    }
}
