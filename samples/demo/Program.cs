using AlertResponder.Demo;
using AlertResponder.Standalone;

return await StandaloneApp.RunAsync(args is [] ? [DemoCommand.Name] : args, commands: [DemoCommand.Create()]);
