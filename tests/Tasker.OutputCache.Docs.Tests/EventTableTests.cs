using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Docs.Tests;

/// <summary><c>docs/logs.md</c> has a row for every event of every package, and no other.</summary>
public sealed partial class EventTableTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "logs.md"));

    [Fact]
    public void Page_EventsOfAllPackages_HaveTheirRows()
    {
        var declared = Declared().Select(static e => $"{e.EventId} {e.Level} {e.EventName}").ToHashSet(StringComparer.Ordinal);
        var written = Rows().Select(static row => $"{row.Id} {row.Level} {row.Name}").ToHashSet(StringComparer.Ordinal);

        Assert.True(declared.Count > 80, $"Only {declared.Count} events were found.");
        Assert.True(
            declared.SetEquals(written),
            $"docs/logs.md is not of one mind with the code.\nWithout a row: {string.Join(", ", declared.Except(written))}\nWithout an event: {string.Join(", ", written.Except(declared))}");
    }

    [Fact]
    public void Page_Rows_StandOnceInOrderAndUnderTheirRange()
    {
        var ids = Rows().Select(static row => row.Id).ToList();

        Assert.Equal(ids.Distinct().Order(), ids);
        Assert.All(Rows(), static row => Assert.InRange(row.Id, row.From, row.To));
    }

    [Fact]
    public void Page_WarningsAndErrors_SayWhatToDo() => Assert.All(Rows(), static row =>
    {
        Assert.NotEmpty(row.Meaning);
        Assert.True(row.Level is "Information" or "Debug" || row.Advice.Length > 0, $"{row.Id} ({row.Name}) does not say what to do.");
    });

    [Fact]
    public void Code_EventsOfAllPackages_HaveIdsOfTheirOwn()
    {
        var ids = Declared().Select(static e => e.EventId).ToList();

        Assert.Equal(ids.Distinct(), ids);
    }

    private static IEnumerable<LoggerMessageAttribute> Declared() =>
        Directory.GetFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
            .Where(static project => Directory.EnumerateFiles(Path.GetDirectoryName(project)!, "*.cs", SearchOption.AllDirectories).Any(static source => File.ReadAllText(source).Contains("[LoggerMessage(", StringComparison.Ordinal)))
            .Select(static project => Assembly.Load(Path.GetFileNameWithoutExtension(project)))
            .SelectMany(static assembly => assembly.GetTypes())
            .SelectMany(static type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(static method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>();

    // A row belongs to the last heading before it that names a range.
    private static IEnumerable<Row> Rows()
    {
        var (from, to) = (0, 0);
        foreach (var line in Page.ReplaceLineEndings("\n").Split('\n'))
        {
            if (RangeHeading().Match(line) is { Success: true } heading)
            {
                (from, to) = (int.Parse(heading.Groups["from"].ValueSpan), int.Parse(heading.Groups["to"].ValueSpan));
            }
            else if (EventRow().Match(line) is { Success: true } row)
            {
                yield return new(int.Parse(row.Groups["id"].ValueSpan), row.Groups["level"].Value, row.Groups["name"].Value, row.Groups["meaning"].Value, row.Groups["advice"].Value, from, to);
            }
        }
    }

    [GeneratedRegex(@"^### (?<from>\d+) to (?<to>\d+): ")]
    private static partial Regex RangeHeading();

    [GeneratedRegex(@"^\| \**(?<id>\d+)\** \| (?<level>\w+) \| `(?<name>\w+)` \| (?<meaning>[^|]*?) ?\| (?<advice>[^|]*?) ?\|$")]
    private static partial Regex EventRow();

    private sealed record Row(int Id, string Level, string Name, string Meaning, string Advice, int From, int To);
}
