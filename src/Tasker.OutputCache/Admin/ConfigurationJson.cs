using System.Text.Json.Serialization;
using Tasker.OutputCache.Configuration;

namespace Tasker.OutputCache.Admin;

/// <summary>The configuration as the administration shows it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ConfigurationReport))]
internal sealed partial class ConfigurationJson : JsonSerializerContext;
