using AlertResponder.Contracts;
using AlertResponder.FakeServices.VirusTotal;
using AlertResponder.Inspector.VirusTotal.Inspection;
using AlertResponder.Inspector.VirusTotal.VirusTotal;
using AlertResponder.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Inspector.VirusTotal.Tests.VirusTotal;

public sealed class VirusTotalClientTests : IAsyncLifetime
{
    private static readonly VirusTotalObject Address = new(ObjectKind.Address, DemoData.MaliciousAddress);
    private static readonly string AddressPath = "/" + Address.Path;
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 10, 0, 0, TimeSpan.Zero));
    private FakeVirusTotal _fake = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _fake = await FakeVirusTotal.StartAsync();

    public ValueTask DisposeAsync() => _fake.DisposeAsync();

    [Fact]
    public async Task A_known_object_is_read_and_asked_for_once_while_its_answer_is_good()
    {
        await using var host = InspectorHost.Build(_fake, _clock);
        var client = host.Get<VirusTotalClient>();

        var known = (await client.GetObjectAsync(Address, Cancel)).Should().BeOfType<Answer<WireObject>.Known>().Which.Value;
        known.Attributes!.LastAnalysisStats.Should().Be(new WireStats(48, 11, 1, 32));
        known.Attributes.Country.Should().Be("DE");
        known.Attributes.Reputation.Should().Be(-24);
        _clock.Advance(TimeSpan.FromMinutes(14));
        await client.GetObjectAsync(Address, Cancel);
        _fake.Calls.Should().ContainSingle();

        _clock.Advance(TimeSpan.FromMinutes(1));
        await client.GetObjectAsync(Address, Cancel);
        _fake.Calls.Should().HaveCount(2);
    }

    [Fact]
    public async Task An_unknown_object_is_remembered_as_well()
    {
        await using var host = InspectorHost.Build(_fake, _clock);
        for (var i = 0; i < 3; i++)
            (await host.Get<VirusTotalClient>().GetObjectAsync(Address with { Value = "8.8.4.4" }, Cancel)).Should().BeOfType<Answer<WireObject>.Unknown>();
        _fake.Calls.Should().ContainSingle();
    }

    [Fact]
    public async Task Nothing_is_remembered_when_CacheFor_is_0()
    {
        await using var host = InspectorHost.Build(_fake, _clock, ("VirusTotal__CacheFor", "0"));
        for (var i = 0; i < 2; i++) await host.Get<VirusTotalClient>().GetObjectAsync(Address, Cancel);
        _fake.Calls.Should().HaveCount(2);
    }

    [Theory]
    [InlineData(401, "VirusTotal__ApiKey")]
    [InlineData(403, "403 ForbiddenError")]
    public async Task A_key_that_may_not_is_denied(int status, string reason)
    {
        _fake.Script(AddressPath, VirusTotalReply.Error(status));
        (await AskAsync()).Should().BeOfType<Answer<WireObject>.Denied>().Which.Reason.Should().Contain(reason);
        _fake.Calls.Should().ContainSingle("asking again would not help");
    }

    [Fact]
    public async Task A_404_that_is_not_from_VirusTotal_is_not_taken_for_unknown()
    {
        _fake.Script(AddressPath, VirusTotalReply.Garbage("<html>nginx</html>", 404));
        (await AskAsync()).Should().BeOfType<Answer<WireObject>.Refused>().Which.Reason.Should().Contain("VirusTotal__BaseUrl");
    }

    [Theory]
    [InlineData("<html>Please log in</html>")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"data\":[]}")]
    [InlineData("{\"data\":{\"attributes\":null}}")]
    [InlineData("{\"data\":{\"attributes\":{\"last_analysis_stats\":{\"malicious\":\"many\"}}}}")]
    [InlineData("{\"data\":{\"attributes\":{\"last_analysis_stats\":{\"malicious\":-1}}}}")]
    [InlineData("{\"data\":{\"attributes\":{\"last_analysis_stats\":{\"malicious\":1e308}}}}")]
    [InlineData("{\"data\":{\"attributes\":{\"last_analysis_stats\":{\"malicious\":99999999999999999999}}}}")]
    public async Task An_answer_that_is_not_as_documented_is_refused(string body)
    {
        _fake.Script(AddressPath, VirusTotalReply.Garbage(body));
        (await AskAsync()).Should().BeOfType<Answer<WireObject>.Refused>();
    }

    [Fact]
    public async Task An_answer_of_many_megabytes_is_not_read_to_its_end()
    {
        _fake.Script(AddressPath, VirusTotalReply.Huge(VirusTotalClient.MaxAnswerBytes + 1));
        (await AskAsync()).Should().BeOfType<Answer<WireObject>.Refused>().Which.Reason.Should().Contain("8192 KiB");
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var other = await FakeVirusTotal.StartAsync();
        _fake.Script(AddressPath, VirusTotalReply.Redirect(new Uri(other.BaseAddress + AddressPath)));
        (await AskAsync()).Should().BeOfType<Answer<WireObject>.Refused>();
        other.Calls.Should().BeEmpty();
    }

    [Theory]
    [InlineData(400)]
    [InlineData(409)]
    public async Task Other_refusals_are_final(int status)
    {
        _fake.Script(AddressPath, VirusTotalReply.Error(status));
        (await AskAsync()).Should().BeOfType<Answer<WireObject>.Refused>();
        _fake.Calls.Should().ContainSingle();
    }

    [Fact]
    public async Task A_short_failure_is_mended_by_a_second_try()
    {
        _fake.Script(AddressPath, VirusTotalReply.Error(500), VirusTotalReply.Dropped());
        (await AskAsync()).Should().BeOfType<Answer<WireObject>.Known>();
        _fake.Calls.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_failure_that_lasts_is_busy_after_three_tries()
    {
        _fake.Always(AddressPath, VirusTotalReply.Error(503));
        (await AskAsync()).Should().BeOfType<Answer<WireObject>.Busy>().Which.Reason.Should().Contain("503 TransientError");
        _fake.Calls.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_server_that_names_a_time_is_not_asked_before()
    {
        _fake.Always(AddressPath, VirusTotalReply.Error(503, "30"));
        (await AskAsync()).Should().BeOfType<Answer<WireObject>.Busy>().Which.RetryAfter.Should().Be(TimeSpan.FromSeconds(30));
        _fake.Calls.Should().ContainSingle();
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_busy()
    {
        _fake.Always(AddressPath, VirusTotalReply.DroppedMidway());
        (await AskAsync()).Should().BeOfType<Answer<WireObject>.Busy>();
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_busy_and_the_reason_names_no_address()
    {
        await _fake.DisposeAsync();
        (await AskAsync()).Should().BeOfType<Answer<WireObject>.Busy>().Which.Reason.Should().NotContain(DemoData.MaliciousAddress);
    }

    [Fact]
    public async Task A_late_answer_is_not_waited_for()
    {
        _fake.Always(AddressPath, VirusTotalReply.Late(TimeSpan.FromHours(1)));
        await using var host = InspectorHost.Build(_fake, _clock);
        var asking = host.Get<VirusTotalClient>().GetObjectAsync(Address, Cancel);
        await Patiently.UntilAsync(() => _fake.Calls.Count == 1, "the call arrives");

        _clock.Advance(VirusTotalOptions.DefaultTimeout);

        (await asking).Should().BeOfType<Answer<WireObject>.Busy>().Which.Reason.Should().Contain("20 s");
    }

    [Fact]
    public async Task A_stop_of_the_host_is_no_answer()
    {
        _fake.Always(AddressPath, VirusTotalReply.Late(TimeSpan.FromHours(1)));
        await using var host = InspectorHost.Build(_fake, _clock);
        using var stop = new CancellationTokenSource();
        var asking = host.Get<VirusTotalClient>().GetObjectAsync(Address, stop.Token);
        await stop.CancelAsync();
        await asking.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    [InlineData("Tue, 24 Nov 2026 10:01:00 GMT", 60)]
    [InlineData("Tue, 24 Nov 2026 09:00:00 GMT", 0)]
    [InlineData("86400", 3600)]
    [InlineData("2147483647", 3600)]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", 3600)]
    [InlineData("Mon, 01 Jan 0001 00:00:00 GMT", 0)]
    [InlineData("99999999999999999999", null)]
    [InlineData("-1", null)]
    [InlineData("1e308", null)]
    [InlineData("soon", null)]
    [InlineData(null, null)]
    public async Task A_rate_limit_tells_how_long_to_wait(string? header, int? seconds)
    {
        _fake.Script(AddressPath, VirusTotalReply.Error(429, header));
        await using var host = InspectorHost.Build(_fake, _clock);
        var busy = (await host.Get<VirusTotalClient>().GetObjectAsync(Address, Cancel)).Should().BeOfType<Answer<WireObject>.Busy>().Which;
        busy.RetryAfter.Should().Be(seconds is null ? null : TimeSpan.FromSeconds(seconds.Value));
        busy.Reason.Should().Contain("429 TooManyRequestsError");
        _fake.Calls.Should().ContainSingle("a rate limit is not mended by a quick second try");
    }

    [Fact]
    public async Task After_a_rate_limit_nothing_at_all_is_asked_until_the_wait_is_over()
    {
        _fake.LimitTo(1, "60");
        await using var host = InspectorHost.Build(_fake, _clock);
        var client = host.Get<VirusTotalClient>();
        await client.GetObjectAsync(Address, Cancel);
        await client.GetObjectAsync(Address with { Value = "8.8.8.8" }, Cancel);

        _clock.Advance(TimeSpan.FromSeconds(20));
        (await client.GetObjectAsync(Address with { Value = "8.8.4.4" }, Cancel)).Should().BeOfType<Answer<WireObject>.Busy>()
            .Which.RetryAfter.Should().Be(TimeSpan.FromSeconds(40));
        (await client.GetObjectAsync(Address, Cancel)).Should().BeOfType<Answer<WireObject>.Known>("it is remembered");
        _fake.Calls.Should().HaveCount(2);

        _clock.Advance(TimeSpan.FromSeconds(40));
        await client.GetObjectAsync(Address with { Value = "8.8.4.4" }, Cancel);
        _fake.Calls.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_relationship_that_the_key_may_not_read_is_asked_for_once()
    {
        _fake.Always(AddressPath + "/urls", VirusTotalReply.Error(403));
        await using var host = InspectorHost.Build(_fake, _clock);
        var client = host.Get<VirusTotalClient>();
        foreach (var value in (string[])[DemoData.MaliciousAddress, "8.8.8.8", "8.8.4.4"])
            (await client.GetRelatedAsync(Address with { Value = value }, "urls", Cancel)).Should().BeOfType<Answer<IReadOnlyList<WireObject>>.Denied>();
        _fake.Calls.Should().ContainSingle();
    }

    [Fact]
    public async Task Foreign_text_is_cut()
    {
        _fake.KnowsAddress("8.8.8.8", new KnownObject { Harmless = 1, AsOwner = new string('a', 510) + "😀😀" });
        await using var host = InspectorHost.Build(_fake);
        var known = await host.Get<VirusTotalClient>().GetObjectAsync(Address with { Value = "8.8.8.8" }, Cancel);
        known.Should().BeOfType<Answer<WireObject>.Known>().Which.Value.Attributes!.AsOwner.Should().Be(new string('a', 510) + "…");
    }

    [Theory]
    [InlineData("\"reputation\":1e308")]
    [InlineData("\"reputation\":99999999999999999999")]
    [InlineData("\"reputation\":\"bad\"")]
    [InlineData("\"reputation\":[[]]")]
    [InlineData("\"last_analysis_date\":-1")]
    [InlineData("\"last_analysis_date\":253402300800")]
    [InlineData("\"last_analysis_date\":9223372036854775807")]
    [InlineData("\"last_analysis_date\":\"2026-11-24\"")]
    [InlineData("\"date\":{}")]
    [InlineData("\"country\":5")]
    [InlineData("\"country\":[\"DE\"]")]
    [InlineData("\"country\":\"\\ud800\"")]
    [InlineData("\"as_owner\":\"\\ufffe\\u0000\"")]
    [InlineData("\"last_analysis_results\":[]")]
    [InlineData("\"last_analysis_results\":{\"Sophos\":5}")]
    [InlineData("\"last_analysis_results\":{\"Sophos\":{\"category\":5,\"result\":{}}}")]
    [InlineData("\"not_used\":[{\"a\":1e308}]")]
    public async Task A_field_that_decides_nothing_does_not_stop_the_answer(string field)
    {
        _fake.Script(AddressPath, VirusTotalReply.Garbage(
            "{\"data\":{\"id\":7,\"attributes\":{" + field + ",\"last_analysis_stats\":{\"malicious\":3,\"harmless\":2147483647}}}}"));

        var known = (await AskAsync()).Should().BeOfType<Answer<WireObject>.Known>().Which.Value;

        var attribute = new InspectedAttribute { Type = "ipaddr", Value = Address.Value, Contexts = ["remote"] };
        Findings.Of(attribute, Address, known, new Dictionary<string, IReadOnlyList<WireObject>> { ["urls"] = [known], ["resolutions"] = [known] })
            .Malicious.Should().Be(3);
    }

    private async Task<Answer<WireObject>> AskAsync()
    {
        await using var host = InspectorHost.Build(_fake);
        return await host.Get<VirusTotalClient>().GetObjectAsync(Address, Cancel);
    }
}
