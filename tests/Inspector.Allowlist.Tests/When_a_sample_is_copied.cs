using System.Diagnostics;
using System.Text.Json;
using AlertResponder.TestKit;

namespace AlertResponder.Inspector.Allowlist.Tests;

/// <summary>A newcomer copies the folder of a sample: outside of the repository there is no Directory.Build.props above it.</summary>
public sealed class When_a_sample_is_copied : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("copy");

    public static TheoryData<string> Samples => [.. Directory.GetFiles(Repository.File("samples"), "*Allowlist.csproj", SearchOption.AllDirectories)
        .Concat(Directory.GetFiles(Repository.File("samples"), "*Emitter.*.csproj", SearchOption.AllDirectories))
        .Select(path => Path.GetRelativePath(Repository.Root, path))];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Its_project_is_understood_there(string project)
    {
        File.Copy(Repository.File(project), Path.Combine(_folder.FullName, Path.GetFileName(project)));

        (await PropertiesAsync(_folder.FullName)).Should().BeEquivalentTo(await PropertiesAsync(Path.GetDirectoryName(Repository.File(project))!))
            .And.ContainKey("TargetFramework").WhoseValue.Should().Be("net10.0");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<Dictionary<string, string>> PropertiesAsync(string folder)
    {
        using var msbuild = Process.Start(new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["msbuild", "-getProperty:TargetFramework", "-getProperty:Nullable", "-getProperty:ImplicitUsings"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        })!;
        var output = await msbuild.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await msbuild.WaitForExitAsync(TestContext.Current.CancellationToken);
        msbuild.ExitCode.Should().Be(0, output);
        return JsonDocument.Parse(output).RootElement.GetProperty("Properties").Deserialize<Dictionary<string, string>>()!;
    }
}
