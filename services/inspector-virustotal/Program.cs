using AlertResponder.Inspector.VirusTotal;
using AlertResponder.ServiceDefaults;

return await ServiceHost.RunAsync(args, "http://127.0.0.1:8082", (bus, configuration) => bus.AddVirusTotalInspector(configuration));
