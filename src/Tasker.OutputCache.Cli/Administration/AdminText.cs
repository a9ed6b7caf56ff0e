using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tasker.OutputCache.Cli.Terminal;

namespace Tasker.OutputCache.Cli.Administration;

/// <summary>Reads the answers of the administration.</summary>
internal static class AdminText
{
    public static T Read<T>(string text, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(text, type) ?? throw new JsonException("It is null.");
        }
        catch (JsonException exception)
        {
            throw new ToolException(ExitCode.NoAnswer, $"The answer can't be read: {exception.Message} Is the host of another version than this tool?");
        }
    }
}
