using AlertResponder.Standalone;

return await StandaloneApp.RunAsync(args);
