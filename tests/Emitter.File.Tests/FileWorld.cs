using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Disk = System.IO.File;

namespace AlertResponder.Emitter.File.Tests;

/// <summary>A file and its emitter.</summary>
internal sealed class FileWorld : EmissionWorld<FileEmitter, FileState>
{
    private int _lost;
    private int _failing;

    private FileWorld(string path, IEnumerable<(string, string)> settings)
        : base(new FakeTimeProvider(Reports.Noon), [("File:Path", path), .. settings]) => FilePath = path;

    public string FilePath { get; }

    public IReadOnlyList<string> Lines => Disk.Exists(FilePath) ? Disk.ReadAllLines(FilePath) : [];

    public static async Task<FileWorld> StartAsync(params (string Key, string Value)[] settings)
    {
        var world = new FileWorld(Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.jsonl"), settings);
        await world.StartProcessAsync();
        return world;
    }

    public override IReadOnlyList<string> Written(Guid reportId) =>
    [
        .. Lines.Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.GetProperty("reportId").GetGuid() == reportId)
            .Select(line => $"verdict {line.GetProperty("verdict")}"),
    ];

    public override void LoseNextAnswer() => Interlocked.Increment(ref _lost);

    public override void FailNextCalls(int count) => Interlocked.Add(ref _failing, count);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Disk.Delete(FilePath);
    }

    protected override void Register(IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        bus.AddFileEmitter(configuration);
        bus.AddSingleton(new FileEmitter(Open));
    }

    private UnreliableFile Open() => Takes(ref _failing) ? throw new IOException("the disk is away") : new UnreliableFile(FilePath, () => Takes(ref _lost));

    private static bool Takes(ref int count)
    {
        if (Interlocked.Decrement(ref count) >= 0) return true;
        Interlocked.Increment(ref count);
        return false;
    }

    /// <summary>The file, which may be written and then say that nobody knows.</summary>
    private sealed class UnreliableFile(string path, Func<bool> isLost) : FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)
    {
        public override void Flush(bool flushToDisk)
        {
            base.Flush(flushToDisk);
            if (flushToDisk && isLost()) throw new IOException("nobody knows");
        }
    }
}
