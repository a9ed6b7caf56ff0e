using Tasker.Caching.Simulation.Rewriter;

if (args is not [var folder])
{
    Console.Error.WriteLine("Usage: Tasker.Caching.Simulation.Rewriter <folder with the assemblies>");
    return 2;
}

using var rewriter = new AssemblyRewriter(folder);
foreach (var path in Directory.EnumerateFiles(folder, "*.dll").Where(AssemblyRewriter.IsShipped).Order(StringComparer.Ordinal))
{
    rewriter.Rewrite(path);
}

return 0;
