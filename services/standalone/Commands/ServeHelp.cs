namespace AlertResponder.Standalone.Commands;

/// <summary>What <c>serve --help</c> says.</summary>
internal static class ServeHelp
{
    public const string Text = """
        Runs the whole pipeline until it is stopped (Ctrl+C). What it answered 202 to survives a crash.

        Settings are environment variables; the README has them all. The most important:
          VirusTotal__ApiKey        key of VirusTotal; without it nothing is looked up there
          GitHub__Token             token that may write issues; without it no issue is written
          GitHub__Repository        owner/name of the repository that takes the issues
          GitHub__BaseUrl           GitHub Enterprise Server: https://HOST/api/v3/
          VirusTotal__BaseUrl       another address of VirusTotal's API
          Reports__InspectionDelay  from the first alert to the inspections (hh:mm:ss or seconds; default 300)
          Reports__ReviewDelay      from the first alert to the review (default 600)
          Policy                    None, Evidence or Http: who judges (default None)
        """;
}
