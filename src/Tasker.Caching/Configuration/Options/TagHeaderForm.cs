namespace Tasker.OutputCache;

/// <summary>How tags are written for a cache in front of the host.</summary>
public enum TagHeaderForm
{
    /// <summary>As they are. Clients see names of resources and values of parameters.</summary>
    Readable,

    /// <summary>As hashes: shorter, and of no meaning to clients.</summary>
    Hashed,
}
