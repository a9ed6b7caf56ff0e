using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Fuzzing.Tests.Running;
using Tasker.OutputCache.Keys;
using Tasker.OutputCache.Keys.Parameters;

namespace Tasker.OutputCache.Fuzzing.Tests.Targets;

/// <summary>The scanner of queries beside the framework's parser: the same values of the declared parameters, in the same order, and the same undeclared ones.</summary>
internal sealed class QueryTarget : FuzzTarget
{
    private static readonly CacheParameter[] Parameters = [Parameter("query:ns"), Parameter("query:status=open"), Parameter("query:page_size")];

    public override string Name => "query";

    public override IReadOnlyList<string> Words =>
        ["ns", "NS", "status", "page_size", "page%5fsize", "=", "&", "?", "%", "+", "%20", "%26", "%3D", "%00", "%C3%A4", "%c3", "%F0%9F%98%80", "%ED%A0%80", "%u0041", "n%73", "ns=a&ns=b", "&&", "==", ";", "#", "ſtatus", "nS", "[0]", "."];

    private static CacheParameter Parameter(string declaration) => CacheParameter.TryParse(declaration, out var parameter, out var error) ? parameter : throw new ArgumentException(error);

    public override int Run(byte[] input)
    {
        var query = "?" + Texts.Of(input);
        var framework = QueryHelpers.ParseNullableQuery(query) ?? [];
        Span<QuerySlot> slots = stackalloc QuerySlot[QueryScanner.MaximumValues];
        var refusal = QueryScanner.Scan(query, Parameters, QueryAliases.None, refuseUndeclared: false, slots, out var count);
        if (refusal == KeyRefusal.TooManyValues)
        {
            FuzzException.ThrowIf(Parameters.Sum(parameter => ValuesOf(framework, parameter).Count) <= QueryScanner.MaximumValues, "refused, and there are not so many values");
            return -1;
        }

        FuzzException.ThrowIf(refusal != KeyRefusal.None, $"refused: {refusal}");
        for (var i = 0; i < Parameters.Length; i++)
        {
            var found = new List<string>();
            foreach (var slot in slots[..count])
            {
                if (slot.Parameter == i)
                {
                    found.Add(Scanned(query.AsSpan(slot.Start, slot.Length)));
                }
            }

            string[] expected = [.. ValuesOf(framework, Parameters[i]).Select(static value => Escaped(value ?? string.Empty))];
            FuzzException.ThrowIf(!found.SequenceEqual(expected), $"{Parameters[i].Name}: '{string.Join("', '", found)}', and the framework has '{string.Join("', '", expected)}'");
        }

        var isUndeclared = framework.Keys.Any(static name => QueryScanner.Find(name, Parameters) < 0);
        refusal = QueryScanner.Scan(query, Parameters, QueryAliases.None, refuseUndeclared: true, slots, out _);
        FuzzException.ThrowIf(isUndeclared != (refusal == KeyRefusal.UndeclaredParameter), $"undeclared ones: {isUndeclared}, and the scanner says {refusal}");
        return HashCode.Combine(count, isUndeclared, framework.Count);
    }

    private static StringValues ValuesOf(Dictionary<string, StringValues> query, CacheParameter parameter) => query.TryGetValue(parameter.Name, out var values) ? values : StringValues.Empty;

    private static string Scanned(ReadOnlySpan<char> value)
    {
        var writer = new KeyWriter(stackalloc char[64]);
        try
        {
            QueryScanner.AppendDecoded(ref writer, value, null);
            return writer.ToString();
        }
        finally
        {
            writer.Dispose();
        }
    }

    private static string Escaped(string value)
    {
        var writer = new KeyWriter(stackalloc char[64]);
        try
        {
            KeyTemplate.AppendValue(ref writer, value, null);
            return writer.ToString();
        }
        finally
        {
            writer.Dispose();
        }
    }
}
