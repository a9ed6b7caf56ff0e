using System.Text.RegularExpressions;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.OutputCache.Docs.Tests;

/// <summary>A block of C# on a page.</summary>
/// <param name="Page">The page, from the repository's root.</param>
/// <param name="Line">The line of its first statement.</param>
internal sealed partial record Snippet(string Page, int Line, string Code)
{
    private string Name => $"{Path.GetFileNameWithoutExtension(Page).Replace('-', '_')}_{Line}";

    public static IEnumerable<Snippet> Of(string page, string text)
    {
        foreach (Match block in Block().Matches(text))
        {
            yield return new Snippet(page, text.AsSpan(0, block.Groups["code"].Index).Count('\n') + 1, block.Groups["code"].Value);
        }
    }

    /// <summary>Returns what the compiler is given. Its errors name the page and the line.</summary>
    /// <param name="assumptions">The class whose members the snippet can use.</param>
    public string ToSource(string assumptions)
    {
        // What a page leaves out; a method must not end without its result.
        var code = Ellipsis().Replace(Code, MemberDeclaration().IsMatch(Code) && !TypeDeclaration().IsMatch(Code) ? "throw null;" : string.Empty);
        var located = $"#line {Line} \"{Repository.PathOf(Page)}\"\n{code}\n#line hidden\n";
        return code switch
        {
            _ when TypeDeclaration().IsMatch(code) => $"namespace Snippets.{Name} {{\n{located}}}",
            _ when MemberDeclaration().IsMatch(code) => $"namespace Snippets.{Name} {{ public sealed class Members : {assumptions} {{\n{located}}} }}",
            _ => $"namespace Snippets.{Name} {{ public sealed class Statements : {assumptions} {{ public async Task<int> RunAsync() {{ await Task.Yield();\n{Statements(code, located)} return 0; }} }} }}",
        };
    }

    // A call to be put into a chain of others.
    private static string Statements(string code, string located) =>
        code.TrimStart().StartsWith('.') ? $"builder.Services.AddTaskerOutputCache(builder.Configuration)\n{located};" : located;

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"(?<=\) \{ )\.\.\.(?= \}$)|^\.\.\.$", RegexOptions.Multiline)]
    private static partial Regex Ellipsis();

    [GeneratedRegex(@"^public (sealed |static )*(class|record) ")]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"^(\[[^\n]*\]\n)*public (async )?\w")]
    private static partial Regex MemberDeclaration();
}
