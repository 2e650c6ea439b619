using AlertResponder.Inspector.Allowlist;
using AlertResponder.ServiceDefaults;

return await ServiceHost.RunAsync(args, "http://127.0.0.1:8087", (bus, configuration) => bus.AddAllowlistInspector(configuration));
