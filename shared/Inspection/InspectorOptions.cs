namespace AlertResponder.Inspection;

/// <summary>How an inspector runs. Named as the inspector: <c>services.Configure&lt;InspectorOptions&gt;("virustotal", …)</c>.</summary>
public sealed class InspectorOptions
{
    /// <summary>How many attributes are looked at side by side, in each process.</summary>
    /// <value>4</value>
    public int Concurrency { get; set; } = 4;
}
