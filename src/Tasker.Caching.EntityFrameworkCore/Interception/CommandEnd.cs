namespace Tasker.Caching.EntityFrameworkCore.Interception;

/// <summary>What a context has just done in a transaction.</summary>
internal enum CommandEnd
{
    /// <summary>Nothing: the application has named tags.</summary>
    Named,

    /// <summary>It has written.</summary>
    Succeeded,

    /// <summary>It has tried to write.</summary>
    Failed,
}
