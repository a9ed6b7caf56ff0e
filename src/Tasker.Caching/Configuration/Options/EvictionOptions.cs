using Tasker.Caching.Configuration.Options;

namespace Tasker.Caching;

/// <summary>How instances keep up with each other's evictions.</summary>
public sealed class EvictionOptions
{
    /// <summary>Gets or sets how long the node may go without hearing from the eviction log before it asks.</summary>
    /// <value>The default is 1 second. The value must be between 10 milliseconds and 1 minute.</value>
    /// <remarks>An idle node costs one small read per interval.</remarks>
    public TimeSpan CatchUpInterval { get; set; } = EvictionDefaults.CatchUpInterval;

    /// <summary>Gets or sets how far an instance may be behind the eviction log and still count as attached.</summary>
    /// <value>The default is 2 seconds. The value must be between 10 milliseconds and 10 minutes, and not below <see cref="CatchUpInterval"/>.</value>
    /// <remarks>This bounds how stale a response of a bounded resource can be when eviction messages are lost.</remarks>
    public TimeSpan StalenessBound { get; set; } = EvictionDefaults.StalenessBound;

    /// <summary>Gets or sets where the eviction log is: <c>backend</c>, with the entries, or <c>postgres</c>, in the application's database.</summary>
    /// <value>The default is <c>backend</c>.</value>
    /// <remarks>In the database, evictions commit with the data that they are about. Every instance must name the same log.</remarks>
    public string Log { get; set; } = EvictionDefaults.Log;

    /// <summary>Gets or sets how long the eviction log remembers an eviction.</summary>
    /// <value>The default is 7,200 seconds. The value must be between 1 second and 30 days.</value>
    /// <remarks>No entry lives longer than this: longer lives are cut to it.</remarks>
    public TimeSpan Retention { get; set; } = EvictionDefaults.Retention;
}
