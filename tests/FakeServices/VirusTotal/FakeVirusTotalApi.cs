using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AlertResponder.FakeServices.VirusTotal;

/// <summary>The HTTP side of <see cref="FakeVirusTotal"/>: routes, key, scripts, errors.</summary>
internal sealed class FakeVirusTotalApi(FakeVirusTotal fake)
{
    private const string Prefix = "/api/v3";
    private const int MaxPerPage = 40;

    public void Map(WebApplication app)
    {
        app.MapGet(Prefix + "/{collection}/{id}", AnswerAsync);
        app.MapGet(Prefix + "/{collection}/{id}/{relationship}", AnswerAsync);
        app.MapFallback("/{**path}", AnswerAsync);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (path.StartsWith(Prefix, StringComparison.Ordinal)) path = path[Prefix.Length..];
        var key = context.Request.Headers["x-apikey"].ToString();
        fake.Record(new VirusTotalCall(context.Request.Method, path + context.Request.QueryString, key.Length > 0, fake.Clock.GetUtcNow()));

        var reply = fake.ReplyFor(path);
        switch (reply?.Kind)
        {
            case ReplyKind.Error:
                await ErrorAsync(context, reply);
                return;
            case ReplyKind.Dropped:
                context.Abort();
                return;
            case ReplyKind.DroppedMidway:
                context.Response.ContentType = "application/json";
                context.Response.ContentLength = 4096;
                await context.Response.WriteAsync("{\"data\":{\"attributes\":{", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                context.Abort();
                return;
            case ReplyKind.Raw:
                context.Response.StatusCode = reply.Status;
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync(reply.Body!, context.RequestAborted);
                return;
            case ReplyKind.Redirect:
                context.Response.StatusCode = reply.Status;
                context.Response.Headers.Location = reply.Body;
                return;
            case ReplyKind.Late:
                await Task.Delay(reply.Delay, TimeProvider.System, context.RequestAborted);
                break;
        }

        if (Refusal(key) is { } refusal)
        {
            await ErrorAsync(context, refusal);
            return;
        }

        var answer = Answer(context);
        if (answer is JsonObject body)
        {
            if (reply?.Kind == ReplyKind.Huge) body["padding"] = new string('x', (int)reply.Length);
            context.Response.ContentType = "application/json; charset=utf-8";
            await context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
            return;
        }

        await ErrorAsync(context, VirusTotalReply.Error(StatusCodes.Status404NotFound));
    }

    private VirusTotalReply? Refusal(string key)
    {
        if (key.Length == 0) return VirusTotalReply.Error(401, code: "AuthenticationRequiredError", message: "X-Apikey header is missing");
        return key == fake.ApiKey ? fake.Limit() : VirusTotalReply.Error(401, code: "WrongCredentialsError", message: "Wrong API key");
    }

    private JsonObject? Answer(HttpContext context)
    {
        if (context.GetRouteValue("collection") is not string collection || context.GetRouteValue("id") is not string id) return null;
        var name = collection == "urls" ? DecodeUrlId(id) : id;
        if (name is null || fake.Find(collection, name) is not { } known) return null;
        if (context.GetRouteValue("relationship") is not string relationship)
            return new JsonObject { ["data"] = Item(collection, name, known) };

        JsonNode[]? items = relationship switch
        {
            "communicating_files" => Files(known.CommunicatingFiles),
            "downloaded_files" => Files(known.DownloadedFiles),
            "referrer_files" => Files(known.ReferrerFiles),
            "urls" when collection != "urls" => [.. known.Urls.Select(url => Item("urls", url.Key, url.Value))],
            "resolutions" when collection != "urls" => [.. known.Resolutions.OrderByDescending(pair => pair.Value)
                .Select(pair => Resolution(collection, name, pair.Key, pair.Value))],
            _ => null,
        };
        return items is null ? null : Page(context, items);
    }

    private static JsonObject Page(HttpContext context, JsonNode[] items)
    {
        var query = context.Request.Query;
        var limit = int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, MaxPerPage) : 10;
        var from = int.TryParse(query["cursor"], CultureInfo.InvariantCulture, out var cursor) ? Math.Max(0, cursor) : 0;
        var meta = new JsonObject { ["count"] = items.Length };
        if (from + limit < items.Length) meta["cursor"] = (from + limit).ToString(CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["data"] = new JsonArray([.. items.Skip(from).Take(limit)]),
            ["meta"] = meta,
        };
    }

    private static JsonNode[] Files(IReadOnlyDictionary<string, KnownObject> files) =>
        [.. files.Select(file => Item("files", file.Key, file.Value))];

    private static JsonObject Resolution(string collection, string name, string other, DateTimeOffset date)
    {
        var (address, host) = collection == "ip_addresses" ? (name, other) : (other, name);
        return new JsonObject
        {
            ["id"] = address + host,
            ["type"] = "resolution",
            ["attributes"] = new JsonObject
            {
                ["date"] = date.ToUnixTimeSeconds(),
                ["host_name"] = host,
                ["ip_address"] = address,
                ["resolver"] = "VirusTotal",
            },
        };
    }

    private static JsonObject Item(string collection, string name, KnownObject known)
    {
        var attributes = new JsonObject
        {
            ["last_analysis_stats"] = new JsonObject
            {
                ["harmless"] = known.Harmless,
                ["malicious"] = known.Malicious,
                ["suspicious"] = known.Suspicious,
                ["undetected"] = known.Undetected,
                ["timeout"] = 0,
            },
            ["last_analysis_results"] = new JsonObject(known.Engines.Select(engine => KeyValuePair.Create<string, JsonNode?>(engine.Key, new JsonObject
            {
                ["category"] = engine.Value is null ? "undetected" : "malicious",
                ["engine_name"] = engine.Key,
                ["method"] = "blacklist",
                ["result"] = engine.Value,
            }))),
            ["reputation"] = known.Reputation,
        };
        if (known.LastAnalysis is { } looked) attributes["last_analysis_date"] = looked.ToUnixTimeSeconds();
        if (known.Country is { } country) attributes["country"] = country;
        if (known.Asn is { } asn) attributes["asn"] = asn;
        if (known.AsOwner is { } owner) attributes["as_owner"] = owner;
        if (collection == "files") attributes["sha256"] = name.Length == 64 ? name : Sha256(name);
        if (collection == "urls") attributes["url"] = name;
        return new JsonObject
        {
            ["id"] = collection == "urls" || (collection == "files" && name.Length != 64) ? Sha256(name) : name,
            ["type"] = collection == "ip_addresses" ? "ip_address" : collection[..^1],
            ["attributes"] = attributes,
        };
    }

    private static string? DecodeUrlId(string id)
    {
        try
        {
            return Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(id));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string Sha256(string text) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static async Task ErrorAsync(HttpContext context, VirusTotalReply reply)
    {
        var (code, message) = reply.Status switch
        {
            400 => ("BadRequestError", "Bad request"),
            401 => ("WrongCredentialsError", "Wrong API key"),
            403 => ("ForbiddenError", "You are not authorized to perform the requested operation"),
            404 => ("NotFoundError", $"\"{context.Request.Path.Value?.Split('/')[^1]}\" not found"),
            429 => ("TooManyRequestsError", "Too many requests"),
            503 => ("TransientError", "Transient server error, retry may work"),
            504 => ("DeadlineExceededError", "The operation took too long"),
            _ => ("InternalError", "Internal error"),
        };
        context.Response.StatusCode = reply.Status;
        if (reply.RetryAfter is { } retryAfter) context.Response.Headers.RetryAfter = retryAfter;
        context.Response.ContentType = "application/json; charset=utf-8";
        var error = new JsonObject { ["code"] = reply.ErrorCode ?? code, ["message"] = reply.ErrorMessage ?? message };
        var body = new JsonObject { ["error"] = error };
        await context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }
}
