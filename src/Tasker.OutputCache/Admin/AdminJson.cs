using System.Text.Json.Serialization;

namespace Tasker.OutputCache.Admin;

/// <summary>What the administration reads and writes.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(StatusBody))]
[JsonSerializable(typeof(DistributedBody))]
[JsonSerializable(typeof(StatsBody))]
[JsonSerializable(typeof(EntryPageBody))]
[JsonSerializable(typeof(EntryBody))]
[JsonSerializable(typeof(EvictionBody))]
[JsonSerializable(typeof(EvictionAnswer))]
[JsonSerializable(typeof(EvictionNoteBody[]))]
[JsonSerializable(typeof(WarmUpBody))]
[JsonSerializable(typeof(ExplanationBody))]
[JsonSerializable(typeof(RefusalBody))]
internal sealed partial class AdminJson : JsonSerializerContext;
