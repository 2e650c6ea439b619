using System.Globalization;
using AlertResponder.ServiceDefaults;

namespace AlertResponder.Emission;

/// <summary>
/// How fast an emitter writes, and how it goes on after failures. An emitter's own settings derive from it, so that these are read from its
/// section as well.
/// </summary>
public class EmissionOptions
{
    internal static readonly TimeSpan MaxTimeout = TimeSpan.FromMinutes(2);

    /// <summary>
    /// The longest that a target is obeyed when it asks for a pause. Then one call asks again: a wrong answer must not end the work for days.
    /// </summary>
    internal static readonly TimeSpan MaxPause = TimeSpan.FromHours(1);

    /// <summary>The longest that anything waits for its next step.</summary>
    internal static readonly TimeSpan MaxWait = TimeSpan.FromDays(1);

    /// <summary>The least time between two writes of all processes.</summary>
    /// <value>1 second</value>
    public Duration WriteInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many writes all processes together may begin in a minute.</summary>
    /// <value>80</value>
    public int WritesPerMinute { get; set; } = 80;

    /// <summary>How many writes all processes together may begin in an hour.</summary>
    /// <value>500</value>
    public int WritesPerHour { get; set; } = 500;

    /// <summary>How many reports a process has under way at once, each with one call at a time.</summary>
    /// <value>8</value>
    public int MaxConcurrency { get; set; } = 8;

    /// <summary>How long one call may take. The emitter's client has to keep to it: leases are reckoned from it.</summary>
    /// <value>30 seconds</value>
    public Duration Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>After a findable step with an unknown outcome: the time before, and between, looks for what it may have made.</summary>
    /// <value>30 seconds</value>
    public Duration LookAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often to look before the step is repeated; lists may lag behind.</summary>
    /// <value>3</value>
    public int LookupCount { get; set; } = 3;

    /// <summary>How long after a repeated step to check for a duplicate.</summary>
    /// <value>10 minutes</value>
    public Duration DuplicateCheckAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long to wait before a step that was refused is tried again.</summary>
    /// <value>1 hour</value>
    public Duration RetryPermanentAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long nothing is sent when the target as a whole refuses, or may not be written.</summary>
    /// <value>5 minutes</value>
    public Duration RefusedPause { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>What the addresses of reports begin with; null where that is not set.</summary>
    internal string? ReportsUrl { get; set; }

    /// <summary>A step is at most five calls in a row; until the lease ends nobody else may think that the holder has died.</summary>
    internal TimeSpan Lease => (Timeout.Value * 5) + TimeSpan.FromSeconds(30);

    /// <summary>Where people read a report.</summary>
    /// <param name="reportId">The report.</param>
    /// <returns>Its address; null where <c>Reports__PublicUrl</c> is not set, or was not read (<see cref="EmitterSetupExtensions.AddEmitterSettings"/>).</returns>
    public string? ReportAddress(Guid reportId) => ReportsUrl is null ? null : $"{ReportsUrl.TrimEnd('/')}/reports/{reportId:D}";

    /// <summary>Names each setting that is wrong.</summary>
    /// <param name="section">The section that they were read from.</param>
    /// <returns>The errors: the setting as it is written, its value, what is allowed.</returns>
    public IEnumerable<string> Validate(string section)
    {
        foreach (var (name, value) in Counts())
            if (value < 1) yield return Error(section, name, value.ToString(CultureInfo.InvariantCulture), "at least 1");
        foreach (var (name, value, min, max) in Durations())
            if (value.Value < min || value.Value > max) yield return Error(section, name, value.ToString(), $"{min:c} to {max:c}");
        if (ReportsUrl is not null && !(Uri.TryCreate(ReportsUrl, UriKind.Absolute, out var reports) && reports.Scheme is "http" or "https"))
            yield return Error("Reports", "PublicUrl", ReportsUrl, "an absolute http or https address");
    }

    /// <summary>What is wrong with the address of an API that a secret is sent to.</summary>
    /// <param name="section">The setting's section.</param>
    /// <param name="name">Its name in there.</param>
    /// <param name="address">The address as it was written.</param>
    /// <param name="allowHttp">Whether the secret may travel in clear text to another machine.</param>
    /// <returns>The error; none when it can be used.</returns>
    protected static IEnumerable<string> AddressErrors(string section, string name, string address, bool allowHttp)
    {
        ArgumentNullException.ThrowIfNull(address);

        if (address.AsSpan().ContainsAny("@?#")) // without the value: that may be a password
            yield return $"{section}__{name} has user info, a query or a fragment: scheme, host, port and path are allowed";
        else if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || !(url.Scheme == "https" || (url.Scheme == "http" && (url.IsLoopback || allowHttp))))
            yield return Error(section, name, address, $"https, or http to a loopback address, or with {section}__AllowHttp=true");
    }

    /// <summary>Tells of a setting that is wrong.</summary>
    /// <param name="section">Its section.</param>
    /// <param name="name">Its name in there.</param>
    /// <param name="value">Its value.</param>
    /// <param name="allowed">What is allowed.</param>
    /// <returns>The error.</returns>
    protected static string Error(string section, string name, string? value, string allowed) => $"{section}__{name} is '{value}': allowed is {allowed}";

    private IEnumerable<(string Name, int Value)> Counts() =>
    [
        (nameof(WritesPerMinute), WritesPerMinute), (nameof(WritesPerHour), WritesPerHour), (nameof(MaxConcurrency), MaxConcurrency),
        (nameof(LookupCount), LookupCount),
    ];

    private IEnumerable<(string Name, Duration Value, TimeSpan Min, TimeSpan Max)> Durations() =>
    [
        (nameof(WriteInterval), WriteInterval, TimeSpan.Zero, TimeSpan.FromHours(1)),
        (nameof(Timeout), Timeout, TimeSpan.FromMilliseconds(100), MaxTimeout),
        (nameof(LookAfter), LookAfter, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        (nameof(DuplicateCheckAfter), DuplicateCheckAfter, TimeSpan.FromSeconds(1), MaxWait),
        (nameof(RetryPermanentAfter), RetryPermanentAfter, TimeSpan.FromSeconds(1), MaxWait),
        (nameof(RefusedPause), RefusedPause, TimeSpan.FromSeconds(1), MaxWait),
    ];
}
