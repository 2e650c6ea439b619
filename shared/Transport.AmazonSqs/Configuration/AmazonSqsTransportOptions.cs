namespace MassTransit;

/// <summary>The host as configuration gives it. What <see cref="IAmazonSqsBusFactoryConfigurator.Host"/> sets comes first.</summary>
public class AmazonSqsTransportOptions
{
    /// <summary>System name of the region, e.g. <c>eu-central-1</c>. Default: what the SDK finds, e.g. <c>AWS_REGION</c>.</summary>
    public string? Region { get; set; }

    /// <summary>Prefix of all queues and topics, so that several stacks share an account. Default: none.</summary>
    public string? Scope { get; set; }

    /// <summary>Access key. Default: the SDK's chain of credentials.</summary>
    public string? AccessKey { get; set; }

    /// <summary>Secret key.</summary>
    public string? SecretKey { get; set; }

    /// <summary>False creates nothing and needs no permission to. Default: true.</summary>
    public bool CreateTopology { get; set; } = true;

    /// <summary>The account, 12 digits; needed only beside <see cref="CreateTopology"/> = false in a process that receives from no queue.</summary>
    public string? AccountId { get; set; }
}
