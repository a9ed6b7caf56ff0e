namespace Tasker.OutputCache.Testing.Tests.Backend;

public sealed class BackendGateTests
{
    private readonly BackendGate _gate = new();
    private int _runs;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ValueTask<int> PassAsync(CancellationToken cancellationToken = default) => _gate.Pass(() => ++_runs, cancellationToken);

    [Fact]
    public async Task Pass_Failing_HasNoEffectAndIsCounted()
    {
        _gate.Break(BackendFault.Fail);

        await Assert.ThrowsAsync<IOException>(async () => await PassAsync(Token));

        Assert.Equal((0, 1), (_runs, _gate.Calls));
    }

    [Fact]
    public async Task Pass_Hanging_IsAnsweredOnceItRecovers()
    {
        _gate.Break(BackendFault.Hang);
        var call = PassAsync(Token).AsTask();
        Assert.False(call.IsCompleted);

        _gate.Break(BackendFault.None);

        Assert.Equal(1, await call.WaitAsync(TimeSpan.FromSeconds(10), Token));
    }

    [Fact]
    public async Task Pass_HangingAndThenFailing_Fails()
    {
        _gate.Break(BackendFault.Hang);
        var call = PassAsync(Token).AsTask();

        _gate.Break(BackendFault.Fail);

        await Assert.ThrowsAsync<IOException>(() => call.WaitAsync(TimeSpan.FromSeconds(10), Token));
        Assert.Equal(0, _runs);
    }

    [Fact]
    public async Task Pass_HangingAndCancelled_Ends()
    {
        using var cancelled = new CancellationTokenSource();
        _gate.Break(BackendFault.Hang);
        var call = PassAsync(cancelled.Token).AsTask();

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(TimeSpan.FromSeconds(10), Token));
    }
}
