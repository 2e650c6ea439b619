using AlertResponder.FakeServices;
using AlertResponder.ServiceDefaults;

const string Url = "http://127.0.0.1:8080";
return args.Contains(HealthProbe.Argument)
    ? await StartupErrors.RunAsync(() => HealthProbe.RunAsync(args, Url))
    : await FakeServicesHost.RunAsync(HealthProbe.EnvironmentUrls ?? Url);
