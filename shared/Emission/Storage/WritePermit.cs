namespace AlertResponder.Emission.Storage;

/// <summary>Whether a write may begin.</summary>
internal readonly record struct WritePermit(bool IsGranted, DateTimeOffset? At)
{
    public static readonly WritePermit Granted = new(true, null);

    /// <summary>Not under this lease: another holder has the row, or there is news, which is to be read first.</summary>
    public static readonly WritePermit Lost;

    public static WritePermit Later(DateTimeOffset at) => new(false, at);
}
