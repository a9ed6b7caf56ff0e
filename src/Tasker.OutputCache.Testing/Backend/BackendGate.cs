namespace Tasker.OutputCache.Testing;

/// <summary>What every call of the back end passes: it lets calls through, refuses them or holds them.</summary>
internal sealed class BackendGate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private BackendFault _fault;
    private long _calls;

    public BackendFault Fault
    {
        get
        {
            lock (_lock)
            {
                return _fault;
            }
        }
    }

    public long Calls => Interlocked.Read(ref _calls);

    public void Break(BackendFault fault)
    {
        TaskCompletionSource? held = null;
        lock (_lock)
        {
            _fault = fault;
            if (fault != BackendFault.Hang)
            {
                held = _recovered;
                _recovered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        held?.SetResult();
    }

    /// <summary>Lets a call through, or does to it what the fault says.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="closing">Is cancelled when the host of the caller begins to stop. Its calls pass then: it waits for them, and the clock that would end its wait stands still.</param>
    public ValueTask<T> Pass<T>(Func<T> call, CancellationToken cancellationToken, CancellationToken closing = default)
    {
        Interlocked.Increment(ref _calls);
        var (fault, recovered) = Read();
        return fault switch
        {
            _ when closing.IsCancellationRequested => ValueTask.FromResult(call()),
            BackendFault.None => ValueTask.FromResult(call()),
            BackendFault.Fail => ValueTask.FromException<T>(new IOException("The test has broken the back end.")),
            _ => HoldAsync(call, recovered, cancellationToken, closing),
        };
    }

    private async ValueTask<T> HoldAsync<T>(Func<T> call, Task recovered, CancellationToken cancellationToken, CancellationToken closing)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, closing);
        var fault = BackendFault.Hang;
        while (fault == BackendFault.Hang)
        {
            try
            {
                await recovered.WaitAsync(ended.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (closing.IsCancellationRequested)
            {
                return call();
            }

            (fault, recovered) = Read();
        }

        return fault == BackendFault.None ? call() : throw new IOException("The test has broken the back end.");
    }

    private (BackendFault Fault, Task Recovered) Read()
    {
        lock (_lock)
        {
            return (_fault, _recovered.Task);
        }
    }
}
