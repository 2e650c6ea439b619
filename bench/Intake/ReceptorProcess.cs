using System.Diagnostics;
using AlertResponder.Bench.Candidates;
using AlertResponder.TestKit;

namespace AlertResponder.Bench.Intake;

/// <summary>The receptor as it is run, on the bench's SQS/SNS server. It ends with this object.</summary>
internal sealed class ReceptorProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private ReceptorProcess(Process process, Uri url) => (Process, Url) = (process, url);

    public Process Process { get; }

    public Uri Url { get; }

    public static async Task<ReceptorProcess> StartAsync(Uri server)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var program = Repository.File($"artifacts/bin/AlertResponder.Receptor/{configuration}/AlertResponder.Receptor.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--urls", "http://127.0.0.1:0"]) { RedirectStandardOutput = true };
        start.Environment["AWS_ENDPOINT_URL"] = $"{server}";
        start.Environment["AWS_REGION"] = AwsClients.Region;
        start.Environment["AWS_ACCESS_KEY_ID"] = start.Environment["AWS_SECRET_ACCESS_KEY"] = "bench";
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.IndexOf(Listening, StringComparison.Ordinal) is var at and >= 0)
            {
                _ = process.StandardOutput.ReadToEndAsync(); // a full pipe would stop it
                return new ReceptorProcess(process, new Uri(line[(at + Listening.Length)..]));
            }
        }

        await process.WaitForExitAsync();
        throw new InvalidOperationException($"the receptor has ended with code {process.ExitCode}");
    }

    public async ValueTask DisposeAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync();
        Process.Dispose();
    }
}
