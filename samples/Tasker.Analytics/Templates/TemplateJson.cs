using System.Text.Json;

namespace Tasker.Analytics.Templates;

/// <summary>How templates are written in files and in the database.</summary>
internal static class TemplateJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}
