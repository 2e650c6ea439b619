namespace AlertResponder.ServiceDefaults.Access;

/// <summary>What an API key may be for. An endpoint names the one it needs: <c>RequireAuthorization(AccessScopes.Alerts)</c>.</summary>
public static class AccessScopes
{
    /// <summary>Sending alerts.</summary>
    public const string Alerts = "alerts";

    /// <summary>Reading reports.</summary>
    public const string ReadReports = "reports:read";

    /// <summary>Asking for reviews and setting verdicts.</summary>
    public const string WriteReports = "reports:write";

    internal static readonly string[] All = [Alerts, ReadReports, WriteReports];
}
