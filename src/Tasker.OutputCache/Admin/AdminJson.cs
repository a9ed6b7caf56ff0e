using System.Text.Json.Serialization;

namespace Tasker.OutputCache.Admin;

/// <summary>What the administration reads and writes.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CacheStatusBody))]
[JsonSerializable(typeof(EvictionBody))]
[JsonSerializable(typeof(EvictionAnswer))]
[JsonSerializable(typeof(RefusalBody))]
internal sealed partial class AdminJson : JsonSerializerContext;
