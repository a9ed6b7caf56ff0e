namespace Tasker.OutputCache.Keys.Bodies;

/// <summary>The methods of an endpoint whose bodies are part of its keys.</summary>
[Flags]
internal enum BodyMethods
{
    None = 0,

    /// <summary>QUERY, which is safe by its definition.</summary>
    Query = 1,

    /// <summary>POST, which the host has declared to change nothing.</summary>
    Post = 2,
}
