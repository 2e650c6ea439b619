using AlertResponder.Persistence.EntityFrameworkCore.Tests.Crash;
using AlertResponder.Persistence.EntityFrameworkCore.Tests.Postgres;

// The runner that xunit would generate, and processes that a test may kill.
if (Environment.GetEnvironmentVariable(PostgresStarter.Variable) is not null)
    return await PostgresStarter.RunAsync();
if (Environment.GetEnvironmentVariable(CrashWorker.FolderVariable) is { } folder)
    return await CrashWorker.RunAsync(folder);

return args.Contains("--server") || args.Contains("--internal-msbuild-node")
    ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, AlertResponder.Persistence.EntityFrameworkCore.Tests.SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
