using System.Text.Json;
using AlertResponder.Emission;
using AlertResponder.Emission.Rendering;

namespace AlertResponder.Emitter.File;

/// <summary>Appends a line of JSON to a file for each verdict. <paramref name="open"/> throws while another process has the file.</summary>
internal sealed class FileEmitter(Func<FileStream> open) : IEmitter<FileState>
{
    public EmitStep<FileState>? Next(EmittedReport report, FileState state)
    {
        var number = report.Verdicts.Keys.Except(state.Verdicts).Order().FirstOrDefault();
        return number == 0 ? null : EmitStep.Keyed<FileState>("Append", () => AppendOnceAsync(report, number));
    }

    public EmitPlace? Locate(FileState state) => state.Verdicts.Count == 0 ? null : new EmitPlace("a line of the file", Url: null, state.Verdicts.Max());

    private async Task<Action<FileState>> AppendOnceAsync(EmittedReport report, int number)
    {
        var (id, severity, title) = (report.Report.ReportId, report.Verdicts[number].Severity, new Untrusted(report.Report.Title).Title());
        var line = JsonSerializer.SerializeToUtf8Bytes(new { severity, title, reportId = id, verdict = number }, JsonSerializerOptions.Web);
        await using var file = open();
        using var reader = new StreamReader(file);
        while (await reader.ReadLineAsync() is { } other) // only a whole line ends so: in the texts before it quotes are escaped
            if (other.EndsWith($"\"reportId\":\"{id}\",\"verdict\":{number}}}", StringComparison.Ordinal)) return state => state.Verdicts.Add(number);
        var isCut = file.Length > 0 && file.Seek(-1, SeekOrigin.End) >= 0 && file.ReadByte() != '\n'; // by a full disk or a power failure
        await file.WriteAsync((byte[])[.. isCut ? "\n"u8 : ""u8, .. line, .. "\n"u8]);
        file.Flush(flushToDisk: true);
        return state => state.Verdicts.Add(number);
    }
}

internal sealed record FileState { public HashSet<int> Verdicts { get; init; } = []; }
