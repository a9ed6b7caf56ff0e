using System.Text.RegularExpressions;
using Tasker.OutputCache.Fuzzing.Tests.Running;
using Tasker.OutputCache.Responses.Control;

namespace Tasker.OutputCache.Fuzzing.Tests.Targets;

/// <summary>Dictionaries of structured fields beside the grammar of RFC 9651, written a second time: taken and refused alike, with the same members.</summary>
internal sealed partial class StructuredFieldTarget : FuzzTarget
{
    private const string Key = @"[a-z*][a-z0-9_\-.*]*";
    private const string Number = @"-?(?:[0-9]{1,15}(?![0-9.])|[0-9]{1,12}\.[0-9]{1,3}(?![0-9]))";
    private const string Text = "\"(?:[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]|\\\\[\"\\\\])*\"";
    private const string Token = @"[A-Za-z*][!#$%&'*+\-.^_`|~0-9A-Za-z:/]*";
    private const string Bytes = @":[A-Za-z0-9+/=]*:";
    private const string Truth = @"\?[01]";
    private const string Date = @"@-?[0-9]{1,15}(?![0-9.])";
    private const string Display = "%\"(?:[\\x20\\x21\\x23\\x24\\x26-\\x7e]|%[0-9a-f]{2})*\"";
    private const string Item = $"(?:{Number}|{Text}|{Token}|{Bytes}|{Truth}|{Date}|{Display})";
    private const string Parameters = $"(?:; *{Key}(?:={Item})?)*";
    private const string List = $@"\( *(?:{Item}{Parameters}(?: +{Item}{Parameters})*)? *\)";
    private const string Member = $"(?<key>{Key})(?:=(?:{Item}|{List}))?{Parameters}";

    public override string Name => "structured-field";

    public override IReadOnlyList<string> Words =>
        ["max-age", "=", ";", ",", " ", "\t", "60", "-1", "1.5", "123456789012345", "1234567890123456", "?0", "?1", "\"a\"", "\\\"", ":YQ==:", "@1", "%\"", "%c3%a4", "(", ")", "*", "no-store", "a=1", "a=(1 2)", "a;b=1"];

    // Linear in the length of the input whatever it is.
    [GeneratedRegex($@"\A *(?:{Member}(?:[ \t]*,[ \t]*{Member})*[ \t]*)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Grammar();

    public override int Run(byte[] input)
    {
        var text = Texts.OfHeader(input.AsSpan(0, Math.Min(input.Length, 200)));
        var members = new Dictionary<string, StructuredItem>(StringComparer.Ordinal);
        var isRead = new StructuredFieldReader(text).TryReadDictionary(members);
        if (text.Contains(':', StringComparison.Ordinal) || text.Contains("%\"", StringComparison.Ordinal))
        {
            // Base64 and UTF-8 are no matter of a grammar.
            return isRead ? 1 : 2;
        }

        var match = Grammar().Match(text);
        FuzzException.ThrowIf(isRead != match.Success, $"{(isRead ? "taken" : "refused")}, and the grammar says otherwise: {text}");
        if (!isRead)
        {
            return 0;
        }

        var keys = match.Groups["key"].Captures.Select(static capture => capture.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        FuzzException.ThrowIf(!keys.SequenceEqual(members.Keys.Order(StringComparer.Ordinal)), "other members");
        return members.Values.Aggregate(members.Count, static (outcome, item) => HashCode.Combine(outcome, item.Kind));
    }
}
