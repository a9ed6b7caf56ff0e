using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Tasker.OutputCache.Fuzzing.Tests.Running;
using Tasker.OutputCache.Responses;

namespace Tasker.OutputCache.Fuzzing.Tests.Targets;

/// <summary><c>Range</c> beside the framework's parser: always within the body, and the same part of it where both read one range of bytes.</summary>
internal sealed class RangeTarget : FuzzTarget
{
    private static readonly int[] Lengths = [1, 2, 100, int.MaxValue];

    public override string Name => "range";

    public override IReadOnlyList<string> Words => ["bytes=", "BYTES=", "-", "0", "1", "99", "100", "2147483647", "2147483648", "9223372036854775807", "9223372036854775808", ",", " ", "\t", "lines="];

    public override int Run(byte[] input)
    {
        var text = Texts.OfHeader(input);
        var outcome = 0;
        foreach (var length in Lengths)
        {
            var isRead = ByteRange.TryRead(new StringValues(text), length, out var offset, out var count);
            FuzzException.ThrowIf(offset < 0 || count < 0 || (long)offset + count > length, $"{offset}, {count} of {length}");
            FuzzException.ThrowIf(!isRead && count > 0, "a part of what is not read");
            if (isRead && RangeHeaderValue.TryParse(text, out var framework) && framework.Ranges.Count == 1)
            {
                var (from, to) = (framework.Ranges.First().From, framework.Ranges.First().To);
                var (first, end) = from is { } start ? (start, Math.Min(to ?? long.MaxValue, length - 1L) + 1) : (Math.Max(0, length - to!.Value), length);
                var expected = Math.Max(0, end - first);
                FuzzException.ThrowIf(expected != count || (count > 0 && offset != first), $"{offset}, {count} of {length}, and the framework has {first}, {expected}");
                outcome = HashCode.Combine(outcome, from is null, to is null, count == 0);
            }

            outcome = HashCode.Combine(outcome, isRead, count == 0, offset == 0);
        }

        return outcome;
    }
}
