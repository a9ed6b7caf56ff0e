namespace Tasker.Caching.Coverage;

/// <summary>Compares the triggers of a database that evict with what the host says of them. A package for a database registers it as a service.</summary>
public interface ITriggerCheck
{
    /// <summary>Compares them. It asks the database, and never throws for what that answers.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What was found.</returns>
    Task<TriggerReport> CheckAsync(CancellationToken cancellationToken);
}
