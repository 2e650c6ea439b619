using System.Net;
using AlertResponder.ServiceDefaults.Access;

namespace AlertResponder.ServiceDefaults.Tests.Access;

public sealed class CallerTests
{
    [Theory]
    [InlineData("198.51.100.7", "198.51.100.7")]
    [InlineData("::ffff:198.51.100.7", "198.51.100.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData("::1", "::")]
    public void A_host_is_one_caller_whichever_of_its_addresses_it_takes(string address, string network) =>
        Caller.NetworkOf(IPAddress.Parse(address)).Should().Be(IPAddress.Parse(network));
}
