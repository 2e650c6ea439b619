using AlertResponder.Inspection;
using AlertResponder.Inspector.Allowlist;
using AlertResponder.ServiceDefaults;
using Microsoft.Extensions.DependencyInjection;

return await ServiceHost.RunAsync(args, "http://127.0.0.1:8084", (bus, configuration) =>
{
    bus.AddSingleton(Allowlist.Read(configuration["Allowlist:File"]));
    bus.AddInspector<AllowlistInspector>(AllowlistInspector.Name, "ipaddr", "domain");
});
