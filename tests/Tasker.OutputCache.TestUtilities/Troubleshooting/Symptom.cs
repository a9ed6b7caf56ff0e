using System.Text.RegularExpressions;

namespace Tasker.OutputCache.TestUtilities.Troubleshooting;

/// <summary>One line that the page on troubleshooting quotes, as users see it. <c>...</c> stands for what differs.</summary>
/// <param name="Source">Where it is seen: <c>Cache-Status</c>, <c>warn: [7]</c>, <c>warning TSKR001</c> or the name of an exception.</param>
/// <param name="Text">What is read there.</param>
public sealed partial record Symptom(string Source, string Text)
{
    /// <summary>Gets a value indicating whether the compiler says it.</summary>
    public bool IsOfCompiler => Source.StartsWith("warning ", StringComparison.Ordinal);

    /// <summary>Takes a line of the page apart.</summary>
    /// <exception cref="FormatException">It is none of the lines that users see.</exception>
    public static Symptom Parse(string line) => Line().Match(line) is { Success: true } match
        ? new Symptom(match.Groups["source"].Value, match.Groups["text"].Value)
        : throw new FormatException($"The page quotes '{line}', which is no header, log line, warning of the compiler or exception.");

    /// <summary>Says whether this is what a user has seen.</summary>
    public bool IsIn(Symptom seen) => Source == seen.Source && Regex.IsMatch(seen.Text, $"^{Regex.Escape(Text).Replace(@"\.\.\.", ".*", StringComparison.Ordinal)}$", RegexOptions.Singleline);

    /// <inheritdoc/>
    public override string ToString() => $"{Source}: {Text}";

    [GeneratedRegex(@"^(?<source>Cache-Status(?=:)|(?:dbug|info|warn|fail): \[\d+\]|warning TSKR\d{3}(?=:)|\w+Exception(?=:)):? (?<text>.+)$")]
    private static partial Regex Line();
}
