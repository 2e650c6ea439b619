using AlertResponder.Transport.AmazonSqs.Internal.Topology;
using CsCheck;

namespace AlertResponder.Transport.AmazonSqs.Tests.Topology;

public sealed class EndpointAddressTests
{
    private static readonly HostAddress Plain = new("eu-central-1");
    private static readonly HostAddress Scoped = new("eu-central-1", "prod", ScopeTopics: true);
    private static readonly HostAddress ScopedQueues = new("eu-central-1", "prod");

    [Theory]
    [InlineData("amazonsqs://eu-central-1/orders", "orders", false, false)]
    [InlineData("amazonsqs://eu-central-1/prod/orders", "prod_orders", false, false)]
    [InlineData("amazonsqs://eu-central-1/prod_orders", "prod_orders", false, false)]
    [InlineData("amazonsqs://eu-central-1/orders?temporary=true", "orders", false, true)]
    [InlineData("amazonsqs://eu-central-1/orders?durable=false", "orders", false, true)]
    [InlineData("amazonsqs://eu-central-1/orders?autodelete=true", "orders", false, true)]
    [InlineData("amazonsqs://eu-central-1/orders?durable=false&autodelete=true", "orders", false, true)]
    [InlineData("amazonsqs://eu-central-1/orders?durable=true", "orders", false, false)]
    [InlineData("amazonsqs://eu-central-1/My_Space-Order?type=topic", "My_Space-Order", true, false)]
    [InlineData("amazonsqs://eu-central-1/prod/My_Space-Order?type=topic", "prod_My_Space-Order", true, false)]
    [InlineData("queue:orders", "prod_orders", false, false)]
    [InlineData("queue:orders?temporary=true", "prod_orders", false, true)]
    [InlineData("topic:My_Space-Order", "prod_My_Space-Order", true, false)]
    public void Address_names_a_queue_or_a_topic(string address, string name, bool isTopic, bool isTemporary) =>
        EndpointAddress.Parse(Scoped, new Uri(address)).Should().Be(new EndpointAddress(Scoped, name, isTopic, isTemporary));

    [Fact]
    public void Topics_have_no_scope_unless_they_shall()
    {
        EndpointAddress.Parse(ScopedQueues, new Uri("topic:order")).Name.Should().Be("order");
        EndpointAddress.Parse(ScopedQueues, new Uri("queue:order")).Name.Should().Be("prod_order");
        EndpointAddress.Parse(Plain, new Uri("queue:order")).Name.Should().Be("order");
    }

    [Theory]
    [InlineData("rabbitmq://localhost/orders")]
    [InlineData("exchange:orders")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/orders")]
    public void Address_of_another_transport_is_refused(string address) =>
        FluentActions.Invoking(() => EndpointAddress.Parse(Plain, new Uri(address))).Should().Throw<ArgumentException>().WithMessage("*queue:NAME*");

    [Theory]
    [InlineData("orders", false, false, "amazonsqs://eu-central-1/orders")]
    [InlineData("prod_orders", false, false, "amazonsqs://eu-central-1/prod/orders")]
    [InlineData("prod_orders", false, true, "amazonsqs://eu-central-1/prod/orders?temporary=true")]
    [InlineData("prod_My_Space-Order", true, false, "amazonsqs://eu-central-1/prod_My_Space-Order?type=topic")]
    public void Address_is_written_as_it_is_read(string name, bool isTopic, bool isTemporary, string address) =>
        new EndpointAddress(Scoped, name, isTopic, isTemporary).ToUri().ToString().Should().Be(address);

    [Fact]
    public void Host_is_the_region_and_the_scope()
    {
        Plain.ToUri().ToString().Should().Be("amazonsqs://eu-central-1/");
        Scoped.ToUri().ToString().Should().Be("amazonsqs://eu-central-1/prod");
    }

    [Fact]
    public void Any_address_that_is_written_is_read_as_the_same()
    {
        var name = Gen.String[Gen.Char["abcXYZ019-_"], 1, 20];
        Gen.Select(name, name, Gen.Bool, Gen.Bool, Gen.Bool).Sample((entity, scope, hasScope, isTopic, isTemporary) =>
        {
            var host = new HostAddress("eu-central-1", hasScope ? scope : null, ScopeTopics: true);
            var address = new EndpointAddress(host, host.QueueName(entity), isTopic, !isTopic && isTemporary);
            return EndpointAddress.Parse(host, address.ToUri()) == address;
        });
    }
}
