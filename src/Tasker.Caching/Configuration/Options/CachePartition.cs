namespace Tasker.OutputCache;

/// <summary>Who may share the response to an authenticated request. Anonymous responses are shared by all.</summary>
public enum CachePartition
{
    /// <summary>Requests of authenticated users are not cached.</summary>
    Anonymous,

    /// <summary>Users with the same tenant claim share.</summary>
    Tenant,

    /// <summary>Every user has responses of their own.</summary>
    User,

    /// <summary>Everyone shares, authenticated or not. Only for responses that do not depend on who asks.</summary>
    Everyone,
}
