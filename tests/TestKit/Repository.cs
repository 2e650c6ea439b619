namespace AlertResponder.TestKit;

/// <summary>Finds the checkout that the tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The full path of a file of the repository.</summary>
    public static string File(string path) => Path.Combine(Root, path);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (folder.EnumerateFiles("AlertResponder.sln").Any())
                return folder.FullName;
        throw new InvalidOperationException($"no AlertResponder.sln above {AppContext.BaseDirectory}");
    }
}
