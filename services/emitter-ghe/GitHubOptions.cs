using System.Globalization;
using System.Text.RegularExpressions;
using AlertResponder.ServiceDefaults;
using Microsoft.Extensions.Configuration;

namespace AlertResponder.Emitter.GitHub;

/// <summary>Settings of the emitter, section <c>GitHub</c>. docs/emitter-ghe.md explains each.</summary>
internal sealed partial class GitHubOptions
{
    public const string Section = "GitHub";
    public const string DefaultBaseUrl = "https://api.github.com/";

    private static readonly TimeSpan MaxTimeout = TimeSpan.FromMinutes(2);

    private readonly List<string> _faults = [];

    public string? Token { get; set; }

    public string? Repository { get; set; }

    public Uri BaseUrl { get; set; } = new(DefaultBaseUrl);

    /// <summary>Whether the token may travel in clear text to another machine: for a network that nobody else is on.</summary>
    public bool AllowHttp { get; set; }

    public bool AllowPublicRepository { get; set; }

    public bool CloseSafe { get; set; } = true;

    /// <summary>
    /// Between two writes of all workers. GitHub asks for one second:
    /// https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
    /// </summary>
    public TimeSpan WriteInterval { get; set; } = TimeSpan.FromSeconds(1);

    public int WritesPerMinute { get; set; } = 80;

    public int WritesPerHour { get; set; } = 500;

    /// <summary>How long one call may take.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>After a creation with an unknown end: the time before, and between, looks for what it may have created.</summary>
    public TimeSpan LookAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often to look before the creation is repeated; lists may lag behind.</summary>
    public int Looks { get; set; } = 3;

    /// <summary>How long after a repeated creation to look for a duplicate.</summary>
    public TimeSpan DuplicateCheckAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a permanent failure rests before it is tried again.</summary>
    public TimeSpan RetryPermanentAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long the repository's state (private, archived) is believed.</summary>
    public TimeSpan RepositoryCheckInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long to rest when the repository refuses, or may not be written.</summary>
    public TimeSpan RefusedPause { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest that GitHub is obeyed when it asks for a pause. Then one call asks again: a wrong answer must not end the work for days.</summary>
    public static TimeSpan LongestPause => TimeSpan.FromHours(1);

    /// <summary>The longest that any worker's lease can last, whatever its settings.</summary>
    public static TimeSpan LongestLease => LeaseFor(MaxTimeout);

    /// <summary>The longest that anything waits for its next step.</summary>
    public TimeSpan LongestWait =>
        new[] { LongestPause, WriteInterval, LookAfter, DuplicateCheckAfter, RetryPermanentAfter, RefusedPause }.Max();

    /// <summary>A step is at most four calls in a row; until the lease ends nobody else may think that the holder has died.</summary>
    public TimeSpan Lease => LeaseFor(Timeout);

    public string Owner => Repository!.Split('/')[0];

    public string Name => Repository!.Split('/')[1];

    /// <summary>What an operator has to set before this emitter does anything.</summary>
    public static IReadOnlyList<string> Missing(IConfiguration configuration) =>
        [.. new[] { nameof(Token), nameof(Repository) }
            .Where(name => string.IsNullOrWhiteSpace(configuration[$"{Section}:{name}"]))
            .Select(name => $"{Section}__{name}")];

    /// <summary>Reads the section by hand: the binder stops at the first value that it cannot convert, an operator wants to hear of all.</summary>
    public void Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        Token = section[nameof(Token)]?.Trim();
        Repository = section[nameof(Repository)]?.Trim();
        Set(section, nameof(BaseUrl), text => BaseUrl = Api(new Uri(text, UriKind.Absolute)), "an absolute URL, e.g. https://HOST/api/v3/");
        Set(section, nameof(AllowHttp), text => AllowHttp = bool.Parse(text), "true or false");
        Set(section, nameof(AllowPublicRepository), text => AllowPublicRepository = bool.Parse(text), "true or false");
        Set(section, nameof(CloseSafe), text => CloseSafe = bool.Parse(text), "true or false");
        Set(section, nameof(WritesPerMinute), text => WritesPerMinute = Number(text), "a whole number");
        Set(section, nameof(WritesPerHour), text => WritesPerHour = Number(text), "a whole number");
        Set(section, nameof(Looks), text => Looks = Number(text), "a whole number");
        const string duration = "hh:mm:ss or a number of seconds";
        Set(section, nameof(WriteInterval), text => WriteInterval = Duration.Parse(text), duration);
        Set(section, nameof(Timeout), text => Timeout = Duration.Parse(text), duration);
        Set(section, nameof(LookAfter), text => LookAfter = Duration.Parse(text), duration);
        Set(section, nameof(DuplicateCheckAfter), text => DuplicateCheckAfter = Duration.Parse(text), duration);
        Set(section, nameof(RetryPermanentAfter), text => RetryPermanentAfter = Duration.Parse(text), duration);
        Set(section, nameof(RepositoryCheckInterval), text => RepositoryCheckInterval = Duration.Parse(text), duration);
        Set(section, nameof(RefusedPause), text => RefusedPause = Duration.Parse(text), duration);
    }

    public IEnumerable<string> Validate()
    {
        foreach (var fault in _faults) yield return fault;
        if (Repository is null || !RepositoryName().IsMatch(Repository)) yield return Fault(nameof(Repository), Repository, "owner/name");
        // The token travels with every call: in clear text only to this machine itself, or where an operator said so.
        if (BaseUrl.Scheme != Uri.UriSchemeHttps && !(BaseUrl.Scheme == Uri.UriSchemeHttp && (BaseUrl.IsLoopback || AllowHttp)))
            yield return Fault(nameof(BaseUrl), BaseUrl.ToString(), $"https, or http to a loopback address, or with {Section}__{nameof(AllowHttp)}=true");
        if (!string.IsNullOrEmpty(BaseUrl.UserInfo) || BaseUrl.Query.Length > 0)
            yield return $"{Section}__{nameof(BaseUrl)} must have no user and no query";
        foreach (var (name, value) in new[] { (nameof(WritesPerMinute), WritesPerMinute), (nameof(WritesPerHour), WritesPerHour), (nameof(Looks), Looks) })
            if (value < 1) yield return Fault(name, value.ToString(CultureInfo.InvariantCulture), "at least 1");
        foreach (var (name, value, least, most) in Bounds())
            if (value < least || value > most) yield return Fault(name, value.ToString("c", CultureInfo.InvariantCulture), $"{least:c} to {most:c}");
    }

    private IEnumerable<(string Name, TimeSpan Value, TimeSpan Least, TimeSpan Most)> Bounds() =>
    [
        (nameof(WriteInterval), WriteInterval, TimeSpan.Zero, TimeSpan.FromHours(1)),
        (nameof(Timeout), Timeout, TimeSpan.FromMilliseconds(100), MaxTimeout),
        (nameof(LookAfter), LookAfter, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        (nameof(DuplicateCheckAfter), DuplicateCheckAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
        (nameof(RetryPermanentAfter), RetryPermanentAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
        (nameof(RepositoryCheckInterval), RepositoryCheckInterval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
        (nameof(RefusedPause), RefusedPause, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
    ];

    /// <summary>As written, but for the slash at the end, without which the paths of the calls would replace the last part.</summary>
    private static Uri Api(Uri url) => url.AbsolutePath.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");

    private static TimeSpan LeaseFor(TimeSpan timeout) => (timeout * 4) + TimeSpan.FromSeconds(30);

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Fault(string name, string? value, string allowed) => $"{Section}__{name} is '{value}': allowed is {allowed}";

    private void Set(IConfigurationSection section, string name, Action<string> set, string allowed)
    {
        if (section[name] is not { } text || string.IsNullOrWhiteSpace(text)) return;
        try
        {
            set(text.Trim());
        }
        catch (Exception wrong) when (wrong is FormatException or OverflowException)
        {
            _faults.Add(Fault(name, text, allowed));
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/[A-Za-z0-9._-]{1,100}\z")]
    private static partial Regex RepositoryName();
}
