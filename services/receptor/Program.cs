using AlertResponder.Receptor;
using AlertResponder.Receptor.Http;
using AlertResponder.ServiceDefaults;

return await ServiceHost.RunAsync(
    args,
    "http://127.0.0.1:8080",
    (bus, configuration) => bus.AddReceptor(configuration),
    app => app.MapAlertIntake());
