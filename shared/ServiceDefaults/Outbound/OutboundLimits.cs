namespace AlertResponder.ServiceDefaults.Outbound;

/// <summary>How much of another organization's answer is taken. Each answer is held in memory whole, so its size is memory that a peer can use.</summary>
public sealed record OutboundLimits
{
    /// <summary>The longest body, in bytes after decompression; with 0 none is taken, of whatever type it is: only the status and the headers.</summary>
    public required int MaxAnswerBytes { get; init; }

    /// <summary>How long one request may take, from connecting to the last byte of the answer, and the wait for room in memory with it.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>
    /// Whether only addresses of the public internet are connected to (<see cref="PublicAddresses"/>). The addresses that the name has at that time are
    /// looked at, all of them, before each connection; what was looked at is connected to. No proxy is used, for it would look up the name itself.
    /// </summary>
    /// <value>false</value>
    public bool PublicOnly { get; init; }

    /// <summary>How deep arrays and objects of an answer may be nested.</summary>
    /// <value>64, as for <see cref="System.Text.Json.JsonSerializer"/>. Some readers recurse, and a deep answer would end the process.</value>
    public int MaxDepth { get; init; } = 64;

    /// <summary>How many values an answer may have: of the smallest, a reader makes objects that are many times as large.</summary>
    /// <value>500,000, several times what a page of VirusTotal has.</value>
    public int MaxValues { get; init; } = 500_000;
}
