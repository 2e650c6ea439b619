using MassTransit;
using MassTransit.Configuration;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Redelivery;

/// <summary>Puts the filter in front of whoever consumes a type on an endpoint, once a type; also in front of the collecting of batches.</summary>
internal sealed class RedeliveryObserver : ConfigurationObserver, IMessageConfigurationObserver
{
    private readonly IConsumePipeConfigurator _endpoint;
    private readonly IReadOnlyList<TimeSpan> _delays;
    private readonly ILogger _logger;

    public RedeliveryObserver(IConsumePipeConfigurator endpoint, IReadOnlyList<TimeSpan> delays, ILogger logger)
        : base(endpoint)
    {
        (_endpoint, _delays, _logger) = (endpoint, delays, logger);
        Connect(this);
    }

    public void MessageConfigured<TMessage>(IConsumePipeConfigurator configurator)
        where TMessage : class =>
        configurator.AddPipeSpecification(
            new FilterPipeSpecification<ConsumeContext<TMessage>>(new RedeliveryFilter<TMessage>(_delays, _logger)));

    public override void BatchConsumerConfigured<TConsumer, TMessage>(IConsumerMessageConfigurator<TConsumer, Batch<TMessage>> configurator) =>
        MessageConfigured<TMessage>(_endpoint);
}
