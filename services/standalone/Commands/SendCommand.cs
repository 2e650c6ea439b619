using System.CommandLine;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using AlertResponder.ServiceDefaults;

namespace AlertResponder.Standalone.Commands;

/// <summary><c>send</c>: posts a document to a running server.</summary>
internal static class SendCommand
{
    private const int MaxErrorCharacters = 4096;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A JSON document with one alert or an array of them; - for the standard input." };
        var server = new Option<string>("--server") { Description = "The running server.", DefaultValueFactory = _ => StandaloneHost.DefaultUrl };
        var format = new Option<string?>("--format") { Description = "alertresponder, deepalert or guardduty; told by the document itself when not given." };
        var command = new Command("send", "Posts a document to a running server and prints the address of each report.") { file, server, format };
        command.SetAction((parsed, cancellationToken) => StartupErrors.RunAsync(() =>
            RunAsync(parsed.GetRequiredValue(file), parsed.GetRequiredValue(server), parsed.GetValue(format), cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(string file, string server, string? format, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(server, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new StartupException($"'{server}' is no address of a server: write for example {StandaloneHost.DefaultUrl}");

        using var http = new HttpClient { BaseAddress = address, Timeout = Timeout };
        using var document = new ByteArrayContent(await ReadAsync(file, cancellationToken));
        document.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await http.PostAsync(format is null ? "/alerts" : $"/alerts/{Uri.EscapeDataString(format)}", document, cancellationToken);
            return await TellAsync(response, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new StartupException($"no answer from {address}: {exception.Message} Is a server running there (-- serve)?");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StartupException($"no answer from {address} within {Timeout.TotalSeconds} s");
        }
    }

    private static async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            if (file != "-") return await File.ReadAllBytesAsync(file, cancellationToken);
            using var all = new MemoryStream();
            await using var input = Console.OpenStandardInput();
            await input.CopyToAsync(all, cancellationToken);
            return all.ToArray();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{file} cannot be read: {exception.Message}");
        }
    }

    private static async Task<Answer?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<Answer>(cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<int> TellAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            var problem = await response.Content.ReadAsStringAsync(cancellationToken);
            await Console.Error.WriteLineAsync(
                $"error: the server answered {(int)response.StatusCode}: {problem[..Math.Min(problem.Length, MaxErrorCharacters)]}");
            return 1;
        }

        if (await ReadAsync(response, cancellationToken) is not { Accepted: { } accepted } answer)
            throw new StartupException($"{response.RequestMessage!.RequestUri} is no AlertResponder: it answered something else");
        foreach (var alert in accepted) Console.WriteLine(alert.ReportUrl);
        foreach (var one in answer.Rejected ?? []) await Console.Error.WriteLineAsync($"error: not accepted: {one}");
        return answer.Rejected is { Count: > 0 } ? 1 : 0;
    }

    private sealed record Answer(List<AcceptedAlert>? Accepted, List<JsonElement>? Rejected);

    private sealed record AcceptedAlert(string? ReportUrl);
}
