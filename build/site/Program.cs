using Tasker.OutputCache.Site.Diagrams;
using Tasker.OutputCache.Site.Pages;

var root = Path.GetFullPath(args.FirstOrDefault(static argument => !argument.StartsWith('-')) ?? Directory.GetCurrentDirectory());
if (args.Contains("--diagrams"))
{
    Console.WriteLine($"Wrote {DiagramFiles.Write(root).Count} diagrams.");
    return 0;
}

var output = Path.Combine(root, "artifacts", "site");
var pages = new SiteGenerator(root).Write(output);
var dead = DeadLinks.Find(output);
foreach (var link in dead)
{
    Console.Error.WriteLine($"Dead link: {link}");
}

Console.WriteLine($"{pages} pages in {output}");
return dead.Count == 0 ? 0 : 1;
