using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AlertResponder.ServiceDefaults.Access;

/// <summary><c>key new NAME</c>: makes an API key. The key is stored nowhere; a service knows its hash.</summary>
public static class KeyCommand
{
    private const string Prefix = "ar_"; // lets a scanner for leaked secrets recognize one
    private const int Bytes = 32;

    /// <summary>Makes a key, and says which settings a service needs to accept it.</summary>
    /// <param name="name">Who is to call with it: 1 to 64 ASCII letters, digits and <c>- _ .</c></param>
    /// <returns>The key, its hash and the settings, for a person.</returns>
    /// <exception cref="StartupException">The name is not allowed.</exception>
    public static string New(string name)
    {
        if (!ApiKeyOptions.IsName(name)) throw new StartupException($"key new: '{name}' cannot be the name of a key: {ApiKeyOptions.NameRule}");
        var key = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        return $"""
            key     {key}
            sha256  {hash}

            Give the key to its caller: it is shown here only. A service accepts it with these settings, N counting from 0 (choose the scopes):
            Access__ApiKeys__N__Name={name}
            Access__ApiKeys__N__Sha256={hash}
            Access__ApiKeys__N__Scopes={string.Join(',', AccessScopes.All)}
            """;
    }
}
