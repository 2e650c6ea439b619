using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using AlertResponder.Reviewer.Reports;

namespace AlertResponder.Reviewer.Tests.Storage;

/// <summary>Counts how often a report's content is written as JSON and read from it; told apart by the value of its first attribute.</summary>
internal static class SerializationCount
{
    private static readonly ConcurrentDictionary<string, int> Writes = new();
    private static readonly ConcurrentDictionary<string, int> Reads = new();

    public static int WritesOf(string firstAttribute) => Writes.GetValueOrDefault(firstAttribute);

    public static int ReadsOf(string firstAttribute) => Reads.GetValueOrDefault(firstAttribute);

    // Before anything is serialized: the options cannot be changed afterwards.
    [ModuleInitializer]
    internal static void Count() => DocumentJson.Options.TypeInfoResolver = new DefaultJsonTypeInfoResolver
    {
        Modifiers =
        {
            type =>
            {
                if (type.Type != typeof(ReportContent)) return;
                type.OnSerialized = content => Add(Writes, (ReportContent)content);
                type.OnDeserialized = content => Add(Reads, (ReportContent)content);
            },
        },
    };

    private static void Add(ConcurrentDictionary<string, int> counts, ReportContent content)
    {
        if (content.Attributes.Count > 0) counts.AddOrUpdate(content.Attributes[0].Value, 1, (_, count) => count + 1);
    }
}
