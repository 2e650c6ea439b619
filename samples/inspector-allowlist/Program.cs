using AlertResponder.Inspector.Allowlist;
using AlertResponder.ServiceDefaults;

return await ServiceHost.RunAsync(args, "http://127.0.0.1:8084", (bus, configuration) => bus.AddAllowlistInspector(configuration));
