using System.Text.Json.Serialization;
using Tasker.OutputCache.Admin.Bodies.Endpoints;
using Tasker.OutputCache.Admin.Bodies.History;
using Tasker.OutputCache.Admin.Bodies.Instances;
using Tasker.OutputCache.Admin.Bodies.Triggers;

namespace Tasker.OutputCache.Admin.Bodies;

/// <summary>What the administration reads and writes.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(StatusBody))]
[JsonSerializable(typeof(DistributedBody))]
[JsonSerializable(typeof(HistoryBody))]
[JsonSerializable(typeof(InstancesBody))]
[JsonSerializable(typeof(StatsBody))]
[JsonSerializable(typeof(EntryPageBody))]
[JsonSerializable(typeof(EntryBody))]
[JsonSerializable(typeof(EvictionBody))]
[JsonSerializable(typeof(EvictionAnswer))]
[JsonSerializable(typeof(EvictionNoteBody[]))]
[JsonSerializable(typeof(EndpointsBody))]
[JsonSerializable(typeof(TriggersBody))]
[JsonSerializable(typeof(WarmUpBody))]
[JsonSerializable(typeof(ExplanationBody))]
[JsonSerializable(typeof(RefusalBody))]
internal sealed partial class AdminJson : JsonSerializerContext;
