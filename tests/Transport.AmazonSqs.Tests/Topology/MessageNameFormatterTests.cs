using AlertResponder.Transport.AmazonSqs.Internal.Topology;
using AwesomeAssertions;
using Xunit;

namespace AlertResponder.Transport.AmazonSqs.Tests.Topology;

public sealed class MessageNameFormatterTests
{
    private const string Here = "AlertResponder_Transport_AmazonSqs_Tests_Topology-";

    public static TheoryData<Type, string> Names => new()
    {
        { typeof(Plain), Here + "Plain" },
        { typeof(Plain.Inner), Here + "Plain_Inner" },
        { typeof(Box<Plain>), Here + "Box--Plain--" },
        { typeof(Pair<Plain, Box<Plain>>), Here + "Pair--Plain__Box--Plain----" },
        { typeof(Box<Uri>), Here + "Box--System-Uri--" },
        { typeof(Outer<Plain>.Inner), Here + "Outer----_Inner--Plain--" },
        { typeof(Program), "Program" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_type_has_the_name_that_services_on_the_official_package_give_it(Type type, string name) =>
        new MessageNameFormatter().GetMessageName(type).Should().Be(name);
}

public sealed class Plain
{
    public sealed class Inner;
}

public sealed class Box<T>;

public sealed class Pair<T1, T2>;

public static class Outer<T>
{
    public sealed class Inner;
}
