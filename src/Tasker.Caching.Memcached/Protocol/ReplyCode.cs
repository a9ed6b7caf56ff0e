namespace Tasker.Caching.Memcached.Protocol;

/// <summary>What the first word of a reply says.</summary>
internal enum ReplyCode
{
    /// <summary><c>VA</c>: an item with its value.</summary>
    Value,

    /// <summary><c>HD</c>: done, or an item without its value.</summary>
    Done,

    /// <summary><c>EN</c> or <c>NF</c>: there is no such item.</summary>
    Missing,

    /// <summary><c>NS</c>: not stored, because there is one already.</summary>
    NotStored,

    /// <summary><c>EX</c>: another has changed the item since.</summary>
    Exists,

    /// <summary><c>MN</c>: the answer to a command that does nothing.</summary>
    Noop,

    /// <summary><c>STORED</c>: the user name and the password are right.</summary>
    Stored,

    /// <summary><c>STAT</c>: one of several lines.</summary>
    Stat,

    /// <summary><c>END</c>: the last of several lines.</summary>
    End,

    /// <summary><c>SERVER_ERROR</c>: the server could not do it; the connection goes on.</summary>
    ServerError,

    /// <summary><c>ERROR</c> or <c>CLIENT_ERROR</c>: the server did not understand, and where its next reply begins is unknown.</summary>
    Refused,
}
