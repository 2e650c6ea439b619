using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace AlertResponder.Packages.Tests;

/// <summary>An inspector and an emitter that are made, built and run without a checkout, beside the services of this one.</summary>
public sealed class When_a_stranger_writes_services(Workplace workplace) : IClassFixture<Workplace>
{
    private static readonly string[] Libraries =
    [
        "AlertResponder.AmazonSns", "AlertResponder.Contracts", "AlertResponder.Database", "AlertResponder.Emission", "AlertResponder.Emission.Testing",
        "AlertResponder.Inspection", "AlertResponder.Redelivery", "AlertResponder.ServiceDefaults", "AlertResponder.Transport.AmazonSqs",
    ];

    [Fact]
    public void Packages_are_those_that_they_need_and_say_what_they_are()
    {
        var packages = Directory.GetFiles(workplace.Feed, "*.nupkg").Select(Package.Read).ToDictionary(package => package.Id);

        packages.Keys.Should().BeEquivalentTo([.. Libraries, "AlertResponder.Templates"]);
        packages.Values.Select(package => package.Version).Distinct().Should().ContainSingle();
        packages.Values.Should().AllSatisfy(package =>
        {
            package.Licence.Should().Be("MIT");
            package.Authors.Should().Be("AlertResponder contributors");
            package.Description.Should().NotBeNullOrEmpty().And.NotContain("Package Description").And.EndWith(".");
            package.Files.Should().Contain(package.Readme);
            package.Dependencies.Where(dependency => dependency.StartsWith("AlertResponder.", StringComparison.Ordinal)).Should().BeSubsetOf(Libraries);
        });
        packages.Values.Select(package => package.Description).Should().OnlyHaveUniqueItems();
        foreach (var library in Libraries)
        {
            packages[library].Files.Should().Contain([$"lib/net10.0/{library}.dll", $"lib/net10.0/{library}.xml"]);
            Package.Read(Directory.GetFiles(workplace.Feed, $"{library}.{packages[library].Version}.snupkg").Single()).Files.Should().Contain($"lib/net10.0/{library}.pdb");
        }
    }

    [Fact]
    public async Task What_the_templates_make_passes_its_tests_and_joins_running_services()
    {
        var (inspector, inspectorTests) = await workplace.MakeAsync("alertresponder-inspector", "GeoInspector", "--types", "ipaddr,domain");
        var (emitter, emitterTests) = await workplace.MakeAsync("alertresponder-emitter", "acme-board");
        inspectorTests.Should().Contain("succeeded: 2");
        emitterTests.Should().Contain("succeeded: 7", "these are the faults, two of them on both databases").And.Contain("skipped: 0");
        (await workplace.DatabasesAsync()).Should().NotContain(name => name.StartsWith("emitter_", StringComparison.Ordinal), "each test drops its own");

        await using var stack = await ServicesStack.StartAsync(ServicesStack.Receptor, ServicesStack.Reviewer, ServicesStack.Inspector);
        await using var target = await Target.StartAsync();
        (stack.Settings["Geo__Known"], stack.Settings["AcmeBoard__Url"]) = (Samples.Address, target.Url);
        foreach (var program in (string[])[inspector, emitter]) await stack.StartAsync(program);

        var alertId = await stack.SendAsync(Samples.Read(Samples.AlertResponder));

        var report = await stack.ReportAsync(
            alertId, report => report is { Verdict: not null } && report.Findings.Any(finding => finding.Inspector == "geo"), "has the new inspector's finding");
        report.Findings.Should().AllSatisfy(finding => finding.Attribute.Value.Should().Be(Samples.Address));
        await stack.UntilAsync(
            () => Task.FromResult(target.Paths.Contains($"/{report.ReportId}/opened") && target.Paths.Contains($"/{report.ReportId}/verdict-{report.VerdictNumber}")),
            () => $"the new emitter has put the report and its verdict; put: {string.Join(", ", target.Paths)}", seconds: 60);
        foreach (var program in (string[])[inspector, emitter]) (await stack.ReadyAsync(program)).Should().Be(HttpStatusCode.OK, program);
    }

    /// <summary>What a package says of itself.</summary>
    private sealed record Package(
        string Id, string Version, string Licence, string Authors, string Description, string Readme, IReadOnlyList<string> Dependencies, IReadOnlyList<string> Files)
    {
        public static Package Read(string path)
        {
            using var archive = ZipFile.OpenRead(path);
            using var specification = archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
            var elements = XDocument.Load(specification).Descendants().ToLookup(element => element.Name.LocalName);
            return new Package(
                Text("id"), Text("version"), Text("license"), Text("authors"), Text("description"), Text("readme"),
                [.. elements["dependency"].Select(dependency => dependency.Attribute("id")!.Value)], [.. archive.Entries.Select(entry => entry.FullName)]);

            string Text(string name) => elements[name].SingleOrDefault()?.Value ?? "";
        }
    }

    /// <summary>A server that takes what is put.</summary>
    private sealed class Target(WebApplication app) : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<string, bool> _paths = new();

        public string Url => app.Urls.Single();

        public ICollection<string> Paths => _paths.Keys;

        public static async Task<Target> StartAsync()
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            var app = builder.Build();
            var target = new Target(app);
            app.Run(target.TakeAsync);
            await app.StartAsync();
            return target;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private Task TakeAsync(HttpContext context)
        {
            _paths[context.Request.Path] = true;
            return Task.CompletedTask;
        }
    }
}
