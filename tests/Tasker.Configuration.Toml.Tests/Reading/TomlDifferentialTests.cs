using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Tasker.Configuration.Toml.Tests.Reading;

/// <summary>Every document gets the same verdict, and the same values, as from Python's tomllib.</summary>
/// <remarks>
/// The two differ in six known points, and each is checked for being just that: what TOML 1.1 has and tomllib's 1.0 has not;
/// integers of more than 64 bits, which TOML refuses and Python holds; dates and times that .NET can't hold and RFC 3339 knows
/// (leap seconds, the year 0, offsets beyond 14 hours, fractions beyond 7 digits); blanks between a backslash and the line end that
/// it takes away, which Tomlyn 2.10 refuses; documents deeper than our limit; and a byte
/// order mark, which tomllib leaves to its caller.
/// </remarks>
public partial class TomlDifferentialTests
{
    private const int Mutations = 20_000;

    [Fact]
    public async Task Read_CorpusAndMutations_AgreesWithTomllib()
    {
        List<byte[]> documents = [.. TomlCorpus.Valid.Values.Concat(TomlCorpus.Invalid.Values).Select(document => document.Utf8)];
        var fromValid = new TomlMutator([.. TomlCorpus.Valid.Values.Select(document => document.Utf8)], seed: 20_261_121);
        var fromAll = new TomlMutator([.. documents], seed: 1979_05_27);
        documents.AddRange(Enumerable.Range(0, Mutations).Select(i => i % 4 == 0 ? fromAll.Next() : fromValid.Next()));

        var verdicts = await Tomllib.AskAsync(documents.Select(WithoutByteOrderMark), TestContext.Current.CancellationToken);

        Assert.Equal(documents.Count, verdicts.Length);
        var differences = documents.Zip(verdicts, Compare).OfType<string>().ToList();
        Assert.True(differences.Count == 0, $"{differences.Count} differences:\n{string.Join('\n', differences.Take(10))}");

        // Mutations that are nearly all refused, or nearly all accepted, would show little.
        var accepted = verdicts.Skip(documents.Count - Mutations).Count(verdict => verdict[0] is '+' or '~');
        Assert.InRange(accepted, Mutations / 10, Mutations * 9 / 10);
    }

    /// <summary>Says how the two differ; null when they agree.</summary>
    private static string? Compare(byte[] document, string verdict)
    {
        var parts = verdict.Split(' ');
        var ours = Read(document, out var refusal);

        var agree = parts[0] switch
        {
            "-" => refusal is not null || Toml11.IsNeededFor(document),
            "!" => IsTooDeep(refusal),
            "~" => IsNoTime(refusal) && Read(WithoutWhatPythonCannotHold(document), out _) == parts[2],
            _ when refusal?.Reason.EndsWith("found a blank.", StringComparison.Ordinal) == true && BlanksBehindBackslash().IsMatch(Encoding.UTF8.GetString(document)) =>
                Read(Encoding.UTF8.GetBytes(BlanksBehindBackslash().Replace(Encoding.UTF8.GetString(document), "\\\n")), out _) == parts[2],
            _ when IsNoTime(refusal) => Read(WithoutWhatNetCannotHold(document), out _) is not null,
            _ when IsTooDeep(refusal) => int.Parse(parts[1], CultureInfo.InvariantCulture) > TomlReader.MaximumDepth,
            _ when IsTooLarge(refusal) => Integers().Matches(parts[2]).Any(match => !long.TryParse(match.ValueSpan[1..], CultureInfo.InvariantCulture, out _)),
            _ => ours == parts[2],
        };

        return agree ? null : $"{Encoding.UTF8.GetString(document)}\n  bytes   {Convert.ToHexString(document)}\n  tomllib {verdict}\n  ours    {ours ?? refusal!.Message}\n";
    }

    private static string? Read(byte[] document, out TomlFormatException? refusal)
    {
        try
        {
            refusal = null;
            return TomlCanonical.Write(TomlReader.Read(document));
        }
        catch (TomlFormatException exception)
        {
            refusal = exception;
            return null;
        }
    }

    private static bool IsTooDeep(TomlFormatException? refusal) =>
        refusal?.Reason.StartsWith("expected at most 128 levels", StringComparison.Ordinal) == true;

    private static bool IsNoTime(TomlFormatException? refusal) =>
        refusal?.Reason.StartsWith("expected a date or time", StringComparison.Ordinal) == true;

    private static bool IsTooLarge(TomlFormatException? refusal) =>
        refusal?.Reason.StartsWith("expected an integer of 64 bits", StringComparison.Ordinal) == true;

    private static byte[] WithoutByteOrderMark(byte[] document) => document.AsSpan().StartsWith("\uFEFF"u8) ? document[3..] : document;

    private static byte[] WithoutWhatPythonCannotHold(byte[] document)
    {
        var text = LeapSeconds().Replace(Encoding.UTF8.GetString(document), "$1:59");
        return Encoding.UTF8.GetBytes(text.Replace("0000-", "0004-", StringComparison.Ordinal));
    }

    private static byte[] WithoutWhatNetCannotHold(byte[] document)
    {
        var text = Offsets().Replace(Encoding.UTF8.GetString(document), "$1+00:00");
        return Encoding.UTF8.GetBytes(Fractions().Replace(text, "$1"));
    }

    // Strings and keys are in hexadecimal digits: an "i" is nowhere but in front of an integer.
    [GeneratedRegex("i-?[0-9]+")]
    private static partial Regex Integers();

    [GeneratedRegex("(:[0-9]{2}(?:\\.[0-9]+)?)[+-][0-9]{2}:[0-9]{2}")]
    private static partial Regex Offsets();

    [GeneratedRegex("\\\\[ \t]+\r?\n")]
    private static partial Regex BlanksBehindBackslash();

    [GeneratedRegex("(:[0-9]{2}\\.[0-9]{7})[0-9]+")]
    private static partial Regex Fractions();

    [GeneratedRegex("([0-9]{2}:[0-9]{2}):60")]
    private static partial Regex LeapSeconds();
}
