using Tasker.OutputCache.TestUtilities;

namespace Tasker.Architecture.Tests;

/// <summary>A package of <c>src</c>.</summary>
/// <param name="Name">Its name, which is that of its folder and of its assembly.</param>
/// <param name="Uses">The packages of ours that it may refer to.</param>
/// <param name="Folders">Its folders, the lowest layer first; <c>.</c> is the package's own folder.</param>
internal sealed record Package(string Name, string[] Uses, string[] Folders)
{
    private const string Root = ".";

    public string Path => Repository.PathOf("src", Name);

    public string Assembly => System.IO.Path.Combine(AppContext.BaseDirectory, Name + ".dll");

    /// <summary>Lists the files of the package, by folder.</summary>
    public ILookup<string, string> Files() => Directory.EnumerateFiles(Path, "*.cs", SearchOption.AllDirectories)
        .Select(file => (Folder: FolderOf(file), File: file))
        .Where(static file => file.Folder != "obj" && file.Folder != "bin" && !file.Folder.StartsWith("obj/", StringComparison.Ordinal) && !file.Folder.StartsWith("bin/", StringComparison.Ordinal))
        .ToLookup(static file => file.Folder, static file => file.File, StringComparer.Ordinal);

    private string FolderOf(string file) => System.IO.Path.GetRelativePath(Path, System.IO.Path.GetDirectoryName(file)!).Replace('\\', '/');

    /// <summary>Finds the folder of each type: that of the file which has its name.</summary>
    public IReadOnlyDictionary<string, string[]> FoldersOfTypes() => Files()
        .SelectMany(static folder => folder.Select(file => (Type: System.IO.Path.GetFileName(file).Split('.')[0], Folder: folder.Key)))
        .Distinct()
        .GroupBy(static type => type.Type, StringComparer.Ordinal)
        .ToDictionary(static types => types.Key, static types => types.Select(static type => type.Folder).ToArray(), StringComparer.Ordinal);

    /// <summary>Gets the place of a folder in the order. A folder that is not listed stands with the one that it is in.</summary>
    public int LayerOf(string folder)
    {
        for (var name = folder; ; name = name.Contains('/') ? name[..name.LastIndexOf('/')] : Root)
        {
            if (Array.IndexOf(Folders, name) is var layer and >= 0)
            {
                return layer;
            }

            if (name == Root)
            {
                return -1;
            }
        }
    }
}
