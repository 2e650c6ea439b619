using Microsoft.Extensions.Options;

namespace AlertResponder.Inspector.VirusTotal.Inspection;

internal sealed class InspectionOptionsValidator : IValidateOptions<InspectionOptions>
{
    public ValidateOptionsResult Validate(string? name, InspectionOptions options)
    {
        // A setting that does not protect what its owner thinks it protects must not go unnoticed.
        string[] faults =
        [
            .. options.InternalDomains.Where(text => InternalZone.ParseDomain(text) is null)
                .Select(text => $"Inspection__InternalDomains names '{text}': a domain is allowed, e.g. corp.example.org"),
            .. options.InternalNetworks.Where(text => InternalZone.ParseNetwork(text) is null)
                .Select(text => $"Inspection__InternalNetworks names '{text}': a network or an address is allowed, e.g. 192.0.2.0/24 or 2001:db8::/32"),
        ];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
