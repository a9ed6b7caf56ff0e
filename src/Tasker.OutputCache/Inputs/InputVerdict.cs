namespace Tasker.OutputCache.Inputs;

/// <summary>What it means that a handler has read an input that is not in the key.</summary>
internal enum InputVerdict
{
    /// <summary>The response is not stored.</summary>
    Refused,

    /// <summary>It is told, and the response is stored.</summary>
    Reported,

    /// <summary>Nothing: the host has dismissed it, or what has read it does not shape responses.</summary>
    Ignored,
}
