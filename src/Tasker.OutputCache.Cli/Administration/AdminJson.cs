using System.Text.Json.Serialization;
using Tasker.OutputCache.Cli.Administration.Cluster;

namespace Tasker.OutputCache.Cli.Administration;

/// <summary>The bodies of the administration, as far as the tool reads them. A newer host may say more.</summary>
/// <remarks>Their properties have setters: with <c>init</c>, what an answer leaves out would lose its default.</remarks>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Status))]
[JsonSerializable(typeof(Instances))]
[JsonSerializable(typeof(Statistics))]
[JsonSerializable(typeof(Explanation))]
[JsonSerializable(typeof(Triggers))]
[JsonSerializable(typeof(EvictionRequest))]
[JsonSerializable(typeof(EvictionAnswer))]
[JsonSerializable(typeof(Refusal))]
internal sealed partial class AdminJson : JsonSerializerContext;
