namespace AlertResponder.Inspection;

/// <summary>How an inspector runs. Named as the inspector: <c>services.Configure&lt;InspectorOptions&gt;("virustotal", …)</c>.</summary>
public sealed class InspectorOptions
{
    /// <summary>How many attributes each process looks at at the same time.</summary>
    /// <value>4</value>
    public int Concurrency { get; set; } = 4;
}
