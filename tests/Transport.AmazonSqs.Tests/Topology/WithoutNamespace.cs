#pragma warning disable CA1050 // The name of a type without a namespace is what is tested.
public sealed class WithoutNamespace;
#pragma warning restore CA1050
