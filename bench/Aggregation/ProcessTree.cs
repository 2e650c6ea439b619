using System.Globalization;

namespace AlertResponder.Bench.Aggregation;

/// <summary>The processor time of a process and its children, those that have ended included. Linux only.</summary>
internal static class ProcessTree
{
    // As every Linux tells it: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    private const double MillisecondsPerTick = 1_000 / 100.0;

    public static double CpuMilliseconds(int root)
    {
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder.AsSpan()), CultureInfo.InvariantCulture, out var processId)) continue;
            if (Read(folder) is not { } stat) continue;
            if (processId == root) ticks += stat.Own + stat.EndedChildren;
            else if (stat.Parent == root) ticks += stat.Own;
        }

        return ticks * MillisecondsPerTick;
    }

    /// <summary>Reads what <c>/proc/N/stat</c> says.</summary>
    public static ProcessStat Parse(string stat)
    {
        // The name stands in parentheses and may hold anything, these included.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new((int)Field(1), Field(11) + Field(12), Field(13) + Field(14));

        long Field(int index) => long.Parse(fields[index], CultureInfo.InvariantCulture);
    }

    private static ProcessStat? Read(string folder)
    {
        try
        {
            return Parse(File.ReadAllText(Path.Combine(folder, "stat")));
        }
        catch (IOException)
        {
            return null; // it has ended meanwhile
        }
    }
}

/// <summary>What a process has used.</summary>
/// <param name="Parent">The parent's id.</param>
/// <param name="Own">Its processor time, in ticks.</param>
/// <param name="EndedChildren">That of its children that have ended, in ticks.</param>
internal readonly record struct ProcessStat(int Parent, long Own, long EndedChildren);
