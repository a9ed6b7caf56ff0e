using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.FrameworkStore;

/// <summary>A request to an endpoint with our metadata, on its way through the framework's middleware.</summary>
internal sealed class FrameworkRequest(in AdmittedRequest admitted, RequestOrigin origin, CachePolicy policy)
    : EndpointRequest(admitted, origin, Readers.For(admitted.Partition))
{
    private static readonly ResponseReaders Readers = new(static payload => StoredResponse.Read(payload, framing: FrameworkForm.Write));

    private Action? _fill;

    /// <summary>Gets what follows the request. A state of its callbacks, so that these need no state of their own.</summary>
    public CachePolicy Policy => policy;

    /// <summary>Gets the number under which the store finds this request; zero if it does not.</summary>
    public long Number { get; private set; }

    /// <summary>Notes the number under which the store finds this request.</summary>
    public void Enter(long number) => Number = number;

    /// <summary>Gets a value indicating whether the request was given up while it waited.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>Notes that the request was given up while it waited.</summary>
    public void Cancel() => IsCancelled = true;

    /// <summary>Gets a value indicating whether the framework's middleware sends the entry just as it gets it.</summary>
    public bool IsServedAsIs { get; private set; }

    /// <summary>Notes that the framework's middleware sends the entry just as it gets it.</summary>
    public void ServeAsIs() => IsServedAsIs = true;

    /// <summary>Gets what the cache itself has written into <c>Cache-Status</c>.</summary>
    public string? OwnStatus { get; private set; }

    /// <summary>Gets what kept the head from being stored as everything after the cache had left it.</summary>
    public string? InnerObstacle { get; private set; }

    /// <summary>Notes the head with which the response starts.</summary>
    /// <param name="status">What the cache has written into <c>Cache-Status</c>.</param>
    /// <param name="obstacle">What keeps the response from being stored, if anything does.</param>
    public void Start(string status, string? obstacle)
    {
        OwnStatus = status;
        InnerObstacle = obstacle;
    }

    /// <summary>Looks at the head with which the response has left. If it has not left yet, <paramref name="fill"/> is called later, should the head allow it then.</summary>
    /// <returns>Whether the response is to be stored now.</returns>
    public bool TryConfirm(Action fill)
    {
        if (Context.Response.HasStarted)
        {
            return policy.Confirm(this);
        }

        // Nothing was written, or middleware in front holds it back: the head is not final yet. What the request has open is known to this flow only.
        var flow = ExecutionContext.Capture();
        _fill = flow is null ? fill : () => ExecutionContext.Run(flow, static state => ((Action)state!)(), fill);
        return false;
    }

    /// <summary>Takes what stores the response, if that was put off until its head has left.</summary>
    public Action? TakeFill() => Interlocked.Exchange(ref _fill, null);
}
