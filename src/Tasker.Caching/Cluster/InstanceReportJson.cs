using System.Text.Json.Serialization;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Cluster;

/// <summary>Reports as they are announced. A build of the same form may say more: that is passed over.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(InstanceReport))]
internal sealed partial class InstanceReportJson : JsonSerializerContext;
