using System.Text.Json.Serialization;

namespace Tasker.QuickStart;

/// <summary>Reads and writes the bodies of the endpoints without reflection, which trimmed and native programs don't have.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Execution))]
[JsonSerializable(typeof(Summary))]
public sealed partial class QuickStartJson : JsonSerializerContext;
