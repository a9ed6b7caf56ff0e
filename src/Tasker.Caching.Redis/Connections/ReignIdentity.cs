namespace Tasker.Caching.Redis.Connections;

/// <summary>Who tells in whose reign the log is: which server is the primary, and since which start or promotion.</summary>
internal enum ReignIdentity
{
    /// <summary>The server tells its scripts: reading and judging are one step.</summary>
    OfScripts,

    /// <summary>The server tells the client only: it is asked before and after every script, and one answer before and after proves that it was the same during it.</summary>
    OfClient,

    /// <summary>The server does not say: every new connection counts as one to another server.</summary>
    None,
}
