using System.Text.RegularExpressions;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Tasker.OutputCache.Fuzzing.Tests.Running;
using Tasker.OutputCache.Responses;

namespace Tasker.OutputCache.Fuzzing.Tests.Targets;

/// <summary><c>Accept-Encoding</c> beside the framework's parser: what is chosen is what the client named, with the highest weight of what is held.</summary>
internal sealed partial class AcceptEncodingTarget : FuzzTarget
{
    public override string Name => "accept-encoding";

    public override IReadOnlyList<string> Words => ["gzip", "x-gzip", "br", "identity", "*", ";q=", "; q=", ";Q=", "0", "1", "0.5", "1.000", "0.001", "1.001", ",", ", ", "deflate", "\t", "zstd"];

    // The framework reads more than RFC 9110 has: blanks around "=", weights of more digits. What is no weight counts for nothing with us.
    [GeneratedRegex(@";(?![ \t]*[qQ]=(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)[ \t]*(?:[,\n]|\z))")]
    private static partial Regex OtherWeight();

    public override int Run(byte[] input)
    {
        var text = Texts.OfHeader(input);
        var lines = text.Split('\n');
        var chosen = AcceptEncoding.Choose(new StringValues(lines), out var refusesIdentity);
        if (OtherWeight().IsMatch(text) || !StringWithQualityHeaderValue.TryParseStrictList(lines, out var parsed) || Names(parsed).Distinct(StringComparer.OrdinalIgnoreCase).Count() != parsed.Count)
        {
            // What is malformed, or says two things of one encoding, is read in more than one way.
            FuzzException.ThrowIf(chosen == ContentCoding.Brotli && !text.Contains("br", StringComparison.OrdinalIgnoreCase) && !text.Contains('*', StringComparison.Ordinal), "an encoding that the client did not name");
            return (int)chosen - 10;
        }

        double? any = WeightOf(parsed, "*");
        var gzip = WeightOf(parsed, "gzip") ?? any ?? 0;
        var brotli = WeightOf(parsed, "br") ?? any ?? 0;
        var identity = WeightOf(parsed, "identity");
        var weight = chosen == ContentCoding.Gzip ? gzip : brotli;
        FuzzException.ThrowIf(chosen != ContentCoding.Identity && (weight <= 0 || weight < Math.Max(gzip, brotli) || weight < identity), $"{chosen}, of {text}");
        FuzzException.ThrowIf(chosen == ContentCoding.Identity && Math.Max(gzip, brotli) > (identity ?? 0), $"{chosen}, of {text}");
        FuzzException.ThrowIf(refusesIdentity != ((identity ?? any) == 0), $"identity is {(refusesIdentity ? "refused" : "taken")}, of {text}");
        return HashCode.Combine(chosen, refusesIdentity, gzip == brotli, gzip > 0, identity is null);
    }

    private static IEnumerable<string> Names(IList<StringWithQualityHeaderValue> parsed) => parsed.Select(static value => value.Value.Equals("x-gzip", StringComparison.OrdinalIgnoreCase) ? "gzip" : value.Value.ToString());

    private static double? WeightOf(IList<StringWithQualityHeaderValue> parsed, string name)
    {
        var i = Names(parsed).Select(static (found, index) => (found, index)).Where(pair => pair.found.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(static pair => pair.index).DefaultIfEmpty(-1).First();
        return i < 0 ? null : parsed[i].Quality ?? 1;
    }
}
