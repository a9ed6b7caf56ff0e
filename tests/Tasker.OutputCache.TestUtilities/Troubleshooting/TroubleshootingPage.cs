using System.Globalization;
using System.Text.RegularExpressions;

namespace Tasker.OutputCache.TestUtilities.Troubleshooting;

/// <summary><c>docs/troubleshooting.md</c>: numbered mistakes, each with the lines by which the library tells it.</summary>
public static partial class TroubleshootingPage
{
    /// <summary>Gets the lines that tell each mistake, by its number.</summary>
    public static IReadOnlyDictionary<int, IReadOnlyList<Symptom>> Mistakes { get; } = Read(File.ReadAllText(Repository.PathOf("docs", "troubleshooting.md")).ReplaceLineEndings("\n"));

    private static Dictionary<int, IReadOnlyList<Symptom>> Read(string page) =>
        Mistake().Matches(page).ToDictionary(
            static mistake => int.Parse(mistake.Groups["number"].Value, CultureInfo.InvariantCulture),
            static IReadOnlyList<Symptom> (mistake) => [.. Quote().Matches(mistake.Value).SelectMany(static quote => quote.Groups["lines"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(Symptom.Parse)]);

    [GeneratedRegex(@"^### (?<number>\d+)\. .*?(?=^##|\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Mistake();

    [GeneratedRegex("^```text\n(?<lines>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Quote();
}
