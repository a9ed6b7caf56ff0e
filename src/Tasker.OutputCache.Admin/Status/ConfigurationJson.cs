using System.Text.Json.Serialization;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Admin.Status;

/// <summary>The configuration as the administration shows it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ConfigurationReport))]
internal sealed partial class ConfigurationJson : JsonSerializerContext;
