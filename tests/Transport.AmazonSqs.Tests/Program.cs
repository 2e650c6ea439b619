using AlertResponder.Transport.AmazonSqs.Tests;
using AlertResponder.Transport.AmazonSqs.Tests.FaultInjection;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;

// The runner that xunit would generate, and processes that a test may kill.
if (Environment.GetEnvironmentVariable(ServerStarter.Variable) is not null)
    return await ServerStarter.RunAsync();
if (Environment.GetEnvironmentVariable(ConsumerProcess.Variable) is { } server)
    return await ConsumerProcess.RunAsync(server);

return args.Contains("--server") || args.Contains("--internal-msbuild-node")
    ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
