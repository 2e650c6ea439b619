using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace AlertResponder.ServiceDefaults.Access;

/// <summary>Recognizes a caller by its key. While no key is set, callers have no name and may do everything.</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IOptions<AccessOptions> access)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";
    public const string ScopeClaim = "scope";
    public const string KeyHeader = "X-Api-Key";

    private const string Bearer = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (access.Value.IsKeyless) return Task.FromResult(Success(name: null, AccessScopes.All));
        if (Key() is not { } key) return Task.FromResult(AuthenticateResult.NoResult());

        // Always compares with all of them, so that the time it takes reveals nothing about the keys.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        ApiKeyOptions? found = null;
        foreach (var known in access.Value.ApiKeys)
            if (CryptographicOperations.FixedTimeEquals(known.Hash, hash))
                found = known;
        if (found is not null) return Task.FromResult(Success(found.Name!, found.ScopeList));

        return Task.FromResult(AuthenticateResult.Fail("unknown key"));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // Here, behind the limit of the address, which so limits the lines of the log as well.
        if ((await HandleAuthenticateOnceAsync()).Failure is not null) Log.KeyRefused(Logger, Context.Connection.RemoteIpAddress);
        Response.Headers.WWWAuthenticate = Bearer.TrimEnd();
        await Context.WriteProblemAsync(
            StatusCodes.Status401Unauthorized, "A key is needed",
            $"Send a key that this service knows as `{HeaderNames.Authorization}: {Bearer}KEY` or `{KeyHeader}: KEY`.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var needed = Context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>()?.Policy;
        return Context.WriteProblemAsync(
            StatusCodes.Status403Forbidden, "The key does not allow this", $"The key of '{Context.User.Identity?.Name}' lacks the scope {needed}.");
    }

    private static AuthenticateResult Success(string? name, IEnumerable<string> scopes)
    {
        var caller = new ClaimsIdentity(scopes.Select(scope => new Claim(ScopeClaim, scope)), SchemeName);
        if (name is not null) caller.AddClaim(new Claim(ClaimTypes.Name, name));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(caller), SchemeName));
    }

    private string? Key()
    {
        if (Request.Headers.Authorization is [{ } authorization] && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return authorization[Bearer.Length..].Trim();
        return Request.Headers[KeyHeader] is [{ Length: > 0 } key] ? key : null;
    }
}
