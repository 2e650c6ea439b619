using AlertResponder.Inspector.Allowlist;
using AlertResponder.Standalone;

return await StandaloneApp.RunAsync(args, (bus, configuration) => bus.AddAllowlistInspector(configuration));
