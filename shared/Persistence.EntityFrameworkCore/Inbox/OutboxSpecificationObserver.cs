using AlertResponder.Persistence.EntityFrameworkCore.Outbox;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.DependencyInjection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Persistence.EntityFrameworkCore.Inbox;

/// <summary>Puts the filter in front of each consumer and saga of an endpoint.</summary>
internal sealed class OutboxSpecificationObserver<TContext>(IReceiveEndpointConfigurator endpoint, IRegistrationContext context, bool afterConsume)
    : IConsumerConfigurationObserver, ISagaConfigurationObserver
    where TContext : DbContext
{
    public void ConsumerConfigured<TConsumer>(IConsumerConfigurator<TConsumer> configurator)
        where TConsumer : class
    {
    }

    public void ConsumerMessageConfigured<TConsumer, TMessage>(IConsumerMessageConfigurator<TConsumer, TMessage> configurator)
        where TConsumer : class
        where TMessage : class
    {
        if (typeof(TMessage).IsGenericType && typeof(TMessage).GetGenericTypeDefinition() == typeof(Batch<>))
            throw new ConfigurationException(
                $"{typeof(TConsumer).Name} consumes batches: use InboxTransaction in the consumer instead of the endpoint's outbox");
        AddFilter<TConsumer, TMessage>((IConsumerMessageConfigurator<TMessage>)configurator);
    }

    public void SagaConfigured<TSaga>(ISagaConfigurator<TSaga> configurator)
        where TSaga : class, ISaga
    {
    }

    public void StateMachineSagaConfigured<TInstance>(ISagaConfigurator<TInstance> configurator, SagaStateMachine<TInstance> stateMachine)
        where TInstance : class, ISaga, SagaStateMachineInstance
    {
    }

    public void SagaMessageConfigured<TSaga, TMessage>(ISagaMessageConfigurator<TSaga, TMessage> configurator)
        where TSaga : class, ISaga
        where TMessage : class => AddFilter<TSaga, TMessage>((ISagaMessageConfigurator<TMessage>)configurator);

    private void AddFilter<TConsumer, TMessage>(IPipeConfigurator<ConsumeContext<TMessage>> pipe)
        where TMessage : class
    {
        // Two consumers of one endpoint each deal with a message once.
        var consumer = $"{EndpointNames.Of(endpoint.InputAddress)}/{typeof(TConsumer).Name}";
        pipe.UseFilter(new OutboxFilter<TContext, TMessage>(
            new ConsumeScopeProvider(context), context.GetRequiredService<TransactionalOutbox<TContext>>(), consumer, afterConsume));
    }
}
