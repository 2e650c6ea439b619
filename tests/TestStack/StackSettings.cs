using AlertResponder.FakeServices.GitHub;
using AlertResponder.FakeServices.VirusTotal;

namespace AlertResponder.TestStack;

/// <summary>What every stack is told, whether its services share a process or not.</summary>
internal static class StackSettings
{
    /// <summary>Where VirusTotal and GitHub are, and delays that are as short as they can be.</summary>
    public static Dictionary<string, string> For(FakeVirusTotal virusTotal, FakeGitHub gitHub) => new()
    {
        ["VirusTotal__ApiKey"] = virusTotal.ApiKey,
        ["VirusTotal__BaseUrl"] = virusTotal.BaseAddress.ToString(),
        ["GitHub__Token"] = gitHub.Token,
        ["GitHub__Repository"] = gitHub.Repository,
        ["GitHub__BaseUrl"] = gitHub.BaseAddress.ToString(),
        ["GitHub__WriteInterval"] = "0",
        ["GitHub__DuplicateCheckAfter"] = "1",
        ["Reports__InspectionDelay"] = "0.2",
        ["Reports__ReviewDelay"] = "0.5",
        ["Reports__UpdateInterval"] = "1",
        ["Reports__ReReviewDelay"] = "1",
    };
}
