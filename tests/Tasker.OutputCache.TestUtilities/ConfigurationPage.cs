using System.Text;
using Tasker.Caching.Configuration.Keys;
using Xunit;

namespace Tasker.OutputCache.TestUtilities;

/// <summary>Compares <c>docs/configuration.md</c> with the keys that the code declares.</summary>
internal static class ConfigurationPage
{
    /// <summary>The variable that lets the tests write the tables instead of comparing them.</summary>
    public const string UpdateVariable = "TASKER_UPDATE_CONFIGURATION_PAGE";

    private const string Head = "| key | default | allowed | effect |";

    private static string File => Repository.PathOf("docs", "configuration.md");

    /// <summary>Fails if the page has no table for these keys, or another one: every key, its default and its limits are part of it.</summary>
    public static void AssertHas(KeyTable table)
    {
        var page = System.IO.File.ReadAllText(File).ReplaceLineEndings("\n");
        var (begin, end) = Marks(table.Name);
        var from = page.IndexOf(begin, StringComparison.Ordinal);
        var to = page.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from >= 0 && to > from, $"docs/configuration.md has no place for the keys of '{table.Name}': '{begin}' and '{end}'.");

        var written = page[(from + begin.Length)..to];
        var expected = $"\n{Render(table)}";
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            System.IO.File.WriteAllText(File, string.Concat(page.AsSpan(0, from + begin.Length), expected, page.AsSpan(to)));
            return;
        }

        Assert.True(written == expected, $"docs/configuration.md is not of one mind with the keys of '{table.Name}'. Run the tests with {UpdateVariable}=1, or write:\n{expected}");
    }

    /// <summary>Fails if the page has a table of keys other than these.</summary>
    public static void AssertHasNoOther(IEnumerable<string> tables)
    {
        var page = System.IO.File.ReadAllText(File);

        Assert.Equal(tables.Count(), page.Split(Head).Length - 1);
        Assert.All(tables, name => Assert.Contains(Marks(name).Begin, page, StringComparison.Ordinal));
    }

    private static (string Begin, string End) Marks(string table) => ($"<!-- keys of: {table} -->", $"<!-- end of keys of: {table} -->");

    /// <summary>Writes the table of some keys as the documentation has it.</summary>
    public static string Render(KeyTable table)
    {
        var text = new StringBuilder(Head).Append("\n| --- | --- | --- | --- |\n");
        foreach (var key in table.Keys)
        {
            var value = key.Default.Length == 0 ? "none" : key.Default;
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{key.DocumentedName}` | {Escape(value)} | {Escape(key.Allowed)} | {Escape(key.Description)} |\n");
        }

        return text.ToString();
    }

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "\\<", StringComparison.Ordinal);
}
