using System.Collections.Concurrent;
using System.Text;
using MassTransit.Transports;

namespace AlertResponder.Transport.AmazonSqs.Topology;

/// <summary>
/// Names the topic of a message type as services on MassTransit's own package do, so that both meet: <c>My_Messages-Sent</c>,
/// <c>My_Messages-Outer_Inner</c>, <c>My_Messages-Box--Sent--</c>.
/// </summary>
internal sealed class MessageNameFormatter : IMessageNameFormatter
{
    private readonly ConcurrentDictionary<Type, string> _names = new();

    /// <inheritdoc/>
    public string GetMessageName(Type type) => _names.GetOrAdd(type, static type =>
    {
        var name = new StringBuilder();
        Append(name, type, enclosingNamespace: null);
        return name.ToString();
    });

    // A namespace is left out where the type around it has the same one.
    private static void Append(StringBuilder name, Type type, string? enclosingNamespace)
    {
        var prefix = type.Namespace?.Replace('.', '_');
        if (prefix is not null && prefix != enclosingNamespace) name.Append(prefix).Append('-');
        if (type.DeclaringType is { } outer)
        {
            Append(name, outer, prefix);
            name.Append('_');
        }

        name.Append(type.Name.Split('`')[0]);
        if (!type.IsGenericType) return;

        name.Append("--");
        var first = true;
        foreach (var argument in type.GetGenericArguments())
        {
            if (!first) name.Append("__");
            first = false;
            Append(name, argument, prefix);
        }

        name.Append("--");
    }
}
