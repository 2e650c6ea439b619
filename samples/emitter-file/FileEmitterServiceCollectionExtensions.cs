using AlertResponder.Emission;
using AlertResponder.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Emitter.File;

/// <summary>The emitter that writes a file.</summary>
public static class FileEmitterServiceCollectionExtensions
{
    /// <summary>Adds the emitter <c>file</c>, which appends to the file that the setting <c>File__Path</c> names.</summary>
    public static IBusRegistrationConfigurator AddFileEmitter(this IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        var path = configuration["File:Path"] is { } set && Directory.Exists(Path.GetDirectoryName(set)) ? set
            : throw new StartupException($"File__Path is '{configuration["File:Path"]}': name a file by its full path, in a folder that exists");
        bus.AddSingleton(new FileEmitter(() => new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)));
        return bus.AddEmitter<FileEmitter, FileState>(
            "file", configuration, _ => new() { MaxConcurrency = 1, WriteInterval = TimeSpan.Zero, WritesPerMinute = 6_000, WritesPerHour = 360_000 });
    }
}
