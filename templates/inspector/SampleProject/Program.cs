using AlertResponder.Inspection;
using AlertResponder.ServiceDefaults;
using SampleNamespace;

return await ServiceHost.RunAsync(args, "http://127.0.0.1:8091", (bus, configuration) =>
{
    bus.AddSettings<SampleShortOptions>(configuration, SampleShortOptions.Section, options => options.Validate());
    bus.AddInspector<SampleShortInspector>(SampleShortInspector.Name, "sample-types");
});
