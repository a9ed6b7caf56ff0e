namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>Where an answer comes from.</summary>
internal enum Place
{
    /// <summary>This process's memory.</summary>
    Near,

    /// <summary>A Redis: the near tier has room for a single entry.</summary>
    Far,

    /// <summary>The handler: no two requests are the same.</summary>
    Handler,
}
