using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tasker.OutputCache.Requests;
using Xunit;

namespace Tasker.OutputCache.Tests.Policies;

public sealed class AbortWatchTests
{
    private readonly DefaultHttpContext _context = new();

    public AbortWatchTests() => _context.Features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature());

    [Fact]
    public void Undisturbed_IsNotBroken() => Assert.False(AbortWatch.Start(_context)!.IsBroken);

    [Fact]
    public void Abort_IsKnownAtOnceAndReachesTheServer()
    {
        var lifetime = new SlowLifetime();
        _context.Features.Set<IHttpRequestLifetimeFeature>(lifetime);
        var watch = AbortWatch.Start(_context)!;

        _context.Abort();

        Assert.True(watch.IsBroken);
        Assert.True(lifetime.IsAborted);
    }

    [Fact]
    public void Reset_OfAStream_IsKnownAtOnceAndReachesTheServer()
    {
        var reset = new ResetFeature();
        _context.Features.Set<IHttpResetFeature>(reset);
        var watch = AbortWatch.Start(_context)!;

        _context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(8);

        Assert.True(watch.IsBroken);
        Assert.Equal(8, reset.Code);
    }

    [Fact]
    public void Reset_ServerHasNone_ThereIsNone()
    {
        AbortWatch.Start(_context);

        Assert.Null(_context.Features.Get<IHttpResetFeature>());
    }

    [Fact]
    public async Task Token_CancelledAndTakenBack_IsBroken()
    {
        var watch = AbortWatch.Start(_context)!;
        var original = _context.RequestAborted;
        using var timeout = new CancellationTokenSource();
        _context.RequestAborted = timeout.Token;
        Assert.Equal(timeout.Token, _context.RequestAborted);

        await timeout.CancelAsync();
        _context.RequestAborted = original;

        Assert.True(watch.IsBroken);
        Assert.False(_context.RequestAborted.IsCancellationRequested);
    }

    [Fact]
    public void Token_TakenBackInTime_IsNotBroken()
    {
        var watch = AbortWatch.Start(_context)!;
        var original = _context.RequestAborted;
        using var timeout = new CancellationTokenSource();
        _context.RequestAborted = timeout.Token;
        _context.RequestAborted = original;

        timeout.Cancel();

        Assert.False(watch.IsBroken);
    }

    /// <summary>Servers cancel the token on another thread, some time later.</summary>
    private sealed class SlowLifetime : IHttpRequestLifetimeFeature
    {
        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsAborted = true;
    }

    private sealed class ResetFeature : IHttpResetFeature
    {
        public int Code { get; private set; }

        public void Reset(int errorCode) => Code = errorCode;
    }
}
