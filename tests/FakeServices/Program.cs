using AlertResponder.FakeServices;
using AlertResponder.ServiceDefaults;

var urls = HealthProbe.EnvironmentUrls ?? "http://127.0.0.1:8080";
return args is [HealthProbe.Argument] ? await HealthProbe.RunAsync(urls) : await FakeServicesHost.RunAsync(urls);
