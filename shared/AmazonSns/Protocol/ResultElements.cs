using System.Xml.Linq;

namespace AlertResponder.AmazonSns.Protocol;

/// <summary>Finds things in an answer by their names alone: servers disagree about the namespace.</summary>
internal static class ResultElements
{
    public static XElement? Child(this XElement parent, string name)
    {
        foreach (var child in parent.Elements())
            if (child.Name.LocalName == name)
                return child;
        return null;
    }

    public static string? Text(this XElement parent, string name) => parent.Child(name)?.Value;

    /// <summary>The members of a list; null if it has none, as in the official client.</summary>
    public static List<T>? Members<T>(this XElement parent, string name, Func<XElement, T> read)
    {
        var members = parent.Child(name)?.Elements().Select(read).ToList();
        return members is { Count: > 0 } ? members : null;
    }
}
