using AlertResponder.Persistence.EntityFrameworkCore.Tests.Crash;

// The runner that xunit would generate, and a process that a test may kill.
if (Environment.GetEnvironmentVariable(CrashWorker.FolderVariable) is { } folder)
    return await CrashWorker.RunAsync(folder);

return args.Contains("--server") || args.Contains("--internal-msbuild-node")
    ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, AlertResponder.Persistence.EntityFrameworkCore.Tests.SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
