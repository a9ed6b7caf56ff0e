namespace Tasker.Analytics.Worker;

/// <summary>What the worker does: <c>Tasker:Worker</c>.</summary>
public sealed class WorkerOptions
{
    /// <summary>Gets or sets whether the API runs a worker of its own.</summary>
    /// <value>By default it does, unless both a PostgreSQL and a Redis are configured: then <c>Tasker.Worker</c> can be a process of its own.</value>
    public bool? InApi { get; set; }

    /// <summary>Gets or sets the folder with the templates, as JSON files; relative to the program.</summary>
    public string Templates { get; set; } = "templates";

    /// <summary>Gets or sets the time between two transitions.</summary>
    /// <value>The default is 10 seconds. Zero: it moves nothing.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets the namespaces whose tasks it moves; all, if there are none here.</summary>
    public IList<string> Namespaces { get; } = [];
}
