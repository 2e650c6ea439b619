using AlertResponder.Emitter.GitHub;
using AlertResponder.Emitter.PagerDuty;
using AlertResponder.Emitter.Slack;
using AlertResponder.Emitter.Webhook;
using AlertResponder.Inspector.VirusTotal;
using AlertResponder.Receptor;
using AlertResponder.Reviewer;
using MassTransit;
using Microsoft.Extensions.Configuration;

namespace AlertResponder.Standalone;

/// <summary>The services of the process: those that are built in, and what a host of one's own adds.</summary>
internal sealed class StandaloneServices(Action<IBusRegistrationConfigurator, IConfiguration>? addMore)
{
    public void AddTo(IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        bus.AddReceptor(configuration);
        bus.AddReviewer(configuration);
        bus.AddVirusTotalInspector(configuration);
        bus.AddGitHubEmitter(configuration);
        bus.AddPagerDutyEmitter(configuration);
        bus.AddSlackEmitter(configuration);
        bus.AddWebhookEmitter(configuration);
        addMore?.Invoke(bus, configuration);
    }
}
