using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.FakeServices;

/// <summary>Starts the stand-ins: a bare HTTP server that reads no configuration and writes no log.</summary>
internal static class FakeServer
{
    /// <summary>Starts a server.</summary>
    /// <param name="listen">The address that it listens on.</param>
    /// <param name="port">The port, or 0 for a free one.</param>
    /// <param name="map">Adds what the server answers.</param>
    /// <returns>The running server and its address.</returns>
    public static async Task<(WebApplication App, Uri Address)> StartAsync(IPAddress listen, int port, Action<WebApplication> map)
    {
        // An empty builder: environment variables that are meant for the process under test must not reach its stand-in.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(FakeServer).Assembly.GetName().Name,
        });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(listen, port));
        builder.Services.AddRoutingCore();

        var app = builder.Build();
        map(app);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        return (app, new Uri(address));
    }
}
