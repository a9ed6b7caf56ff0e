using Tasker.Caching.Simulation.Lua;

namespace Tasker.Caching.Simulation.Network;

/// <summary>An append of a node: the evictions that are in force once the server has executed it.</summary>
internal sealed class AppendScope(Action appended)
{
    // What answers with an array was the append itself, and not a question about the server.
    private const int FieldsOfAnAppend = 5;

    public void OnExecuted(object? reply)
    {
        if (reply is object?[] { Length: FieldsOfAnAppend } fields && !Array.Exists(fields, static field => field is RedisError))
        {
            appended();
        }
    }
}
