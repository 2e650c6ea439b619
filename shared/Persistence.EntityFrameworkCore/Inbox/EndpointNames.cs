namespace AlertResponder.Persistence.EntityFrameworkCore.Inbox;

internal static class EndpointNames
{
    /// <summary>The queue's name, which stays the same when the broker's address changes.</summary>
    public static string Of(Uri address) => address.AbsolutePath.Trim('/');
}
