namespace AlertResponder.Receptor;

/// <summary>What the receptor takes at most. <c>docs/contracts.md</c> promises these to senders.</summary>
internal static class ReceptorLimits
{
    public const int RequestBytes = 8 * 1024 * 1024;
    public const int AlertsPerRequest = 1_000;

    /// <summary>
    /// Values in a request, those inside of others included. In memory a value takes a hundred times what <c>0,</c> takes on the wire: counted by bytes
    /// alone, a document of the smallest ones would be as large as the container.
    /// </summary>
    public const int ValuesPerRequest = 200_000;

    /// <summary>
    /// Levels of nesting in a request. An alert's body travels on inside an envelope, a report and a list, and every reader on that way
    /// stops at System.Text.Json's 64.
    /// </summary>
    public const int Depth = 32;

    public const int DetectorCharacters = 256;
    public const int RuleCharacters = 512;
    public const int TitleCharacters = 512;
    public const int KeyCharacters = 1_024;
    public const int DescriptionBytes = 128 * 1024;
    public const int BodyBytes = 64 * 1024;

    /// <summary>An alert in a message: 256 KiB, which SNS allows, without the envelope.</summary>
    public const int MessageBytes = 248 * 1024;

    public const int Attributes = 200;
    public const int AttributeTypeCharacters = 64;
    public const int AttributeKeyCharacters = 256;
    public const int AttributeValueBytes = 4 * 1024;
    public const int AttributeContexts = 16;
    public const int AttributeContextCharacters = 64;

    /// <summary>Where a value of another product's format is cut, unless its field has a lower limit.</summary>
    public const int ForeignBytes = 4 * 1024;

    public const int MessageIdCharacters = 255;

    /// <summary>Errors listed for one alert, and for one request: enough to correct it, too few to make the answer larger than the request.</summary>
    public const int ErrorsPerAlert = 20;
    public const int ErrorsPerRequest = 1_000;

    /// <summary>Requests of one caller that are received and read at a time, and how many more of its requests wait unread.</summary>
    public const int RequestsPerCaller = 8;
    public const int WaitingRequestsPerCaller = 256;

    /// <summary>How long a request waits for room in memory before its sender is asked to come again.</summary>
    public static readonly TimeSpan RoomTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long the bus may take before the sender is asked to send again.</summary>
    public static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long the sender is asked to wait when the bus cannot be reached, or there is no room.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
}
