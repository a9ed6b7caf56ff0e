namespace Tasker.OutputCache.Inputs.Observed;

/// <summary>What reads an input.</summary>
internal enum ReadBy
{
    /// <summary>The handler, or anything that can't be told from it.</summary>
    Handler,

    /// <summary>What does not shape the response by it, as logging.</summary>
    Bystander,

    /// <summary>What lists names before the handler runs, to bind its parameters.</summary>
    Binder,
}
