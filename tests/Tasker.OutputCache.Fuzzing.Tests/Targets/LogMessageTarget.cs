using System.Text;
using System.Text.Json;
using Tasker.Caching.Backends;
using Tasker.Caching.Redis.Evictions;
using Tasker.OutputCache.Fuzzing.Tests.Running;

namespace Tasker.OutputCache.Fuzzing.Tests.Targets;

/// <summary>Messages of the eviction log: none throws, and what was read holds places that a log can have, and is read again as the same.</summary>
internal sealed class LogMessageTarget : FuzzTarget
{
    public override string Name => "log-message";

    public override IReadOnlyList<string> Words => ["\"g\":", "\"b\":", "\"s\":", "\"m\":", "\"t\":", "[", "]", "{", "}", "\"", ",", "\\u0000", "\\ud800", "9007199254740990", "9007199254740992", "null", "-1"];

    public override int Run(byte[] input)
    {
        var record = EvictionMessage.Read(input);
        if (record is null)
        {
            return 0;
        }

        FuzzException.ThrowIf(!EvictionSequence.IsValid(record.Sequence) || !EvictionSequence.IsValid(record.HeadBefore) || !EvictionSequence.IsValid(record.Marker), "a place that no log has");
        FuzzException.ThrowIf(record.Generation is null || record.Tags.Any(static tag => tag is null), "a text is missing");
        var again = EvictionMessage.Read(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { g = record.Generation, b = $"{record.HeadBefore}", s = $"{record.Sequence}", m = $"{record.Marker}", t = record.Tags })));
        FuzzException.ThrowIf(
            again is null || again.Generation != record.Generation || again.Sequence != record.Sequence || again.HeadBefore != record.HeadBefore || again.Marker != record.Marker || !again.Tags.SequenceEqual(record.Tags),
            "read again, it is another one");
        return HashCode.Combine(record.Tags.Count, record.Generation!.Length, record.HeadBefore < record.Sequence, record.Marker < record.HeadBefore);
    }
}
