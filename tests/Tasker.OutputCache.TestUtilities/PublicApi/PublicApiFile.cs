using System.Reflection;
using Xunit;

namespace Tasker.OutputCache.TestUtilities.PublicApi;

/// <summary>Compares the public API of a package with the file that says what it should be.</summary>
public static class PublicApiFile
{
    /// <summary>The variable that lets the test write the file instead of comparing it.</summary>
    public const string UpdateVariable = "TASKER_UPDATE_PUBLIC_API";

    private const string Name = "PublicApi.txt";

    /// <summary>Fails with the difference if the assembly and <c>src/(package)/PublicApi.txt</c> are not of one mind.</summary>
    public static void AssertMatches(Assembly assembly)
    {
        var file = Repository.PathOf("src", assembly.GetName().Name!, Name);
        var actual = PublicApiText.Render(assembly);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(file, actual);
            return;
        }

        var expected = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : string.Empty;
        if (actual != expected)
        {
            Assert.Fail($"""
                The public API of {assembly.GetName().Name} is not what {Path.GetRelativePath(Repository.Root, file)} says.
                {Compare(expected, actual)}
                If that is meant, write the file anew and commit it: {UpdateVariable}=1 dotnet test --filter "FullyQualifiedName~PublicApi"
                """);
        }
    }

    // A member's line does not name its type, so each is compared together with the type above it.
    internal static string Compare(string expected, string actual)
    {
        var (old, now) = (Qualify(expected), Qualify(actual));
        return string.Join('\n', old.Except(now).Select(static line => $"- {line}").Concat(now.Except(old).Select(static line => $"+ {line}")));
    }

    private static List<string> Qualify(string text)
    {
        var type = string.Empty;
        var lines = new List<string>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var isMember = line.StartsWith(' ');
            type = isMember ? type : line;
            lines.Add(isMember ? $"{type} {{ {line.Trim()} }}" : line);
        }

        return lines;
    }
}
