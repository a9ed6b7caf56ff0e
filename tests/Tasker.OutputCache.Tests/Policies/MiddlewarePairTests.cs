using Microsoft.AspNetCore.Http;
using Tasker.OutputCache.Requests;
using Tasker.OutputCache.TestUtilities.Logging;
using Xunit;

namespace Tasker.OutputCache.Tests.Policies;

public sealed class MiddlewarePairTests
{
    private readonly CollectingLogger<MiddlewarePair> _logs = new();
    private readonly DefaultHttpContext _context = new();
    private readonly MiddlewarePair _pair;

    public MiddlewarePairTests() => _pair = new MiddlewarePair(_logs);

    private static Endpoint NewEndpoint() => new(null, null, null);

    [Fact]
    public void IsFrameworks_EndpointThatItClaimed_IsTrueAndReportedOnce()
    {
        var endpoint = NewEndpoint();

        Assert.True(_pair.TryClaimForFramework(_context, endpoint));

        Assert.True(_pair.HasFrameworks);
        Assert.True(_pair.IsFrameworks(_context, endpoint));
        Assert.True(_pair.IsFrameworks(_context, endpoint));
        Assert.Equal("BothMiddlewares", Assert.Single(_logs.Entries).EventId.Name);
    }

    // The pipeline has run once more, and has come to another endpoint.
    [Fact]
    public void IsFrameworks_AnotherEndpoint_IsFalse()
    {
        _pair.TryClaimForFramework(_context, NewEndpoint());

        Assert.False(_pair.IsFrameworks(_context, NewEndpoint()));
        Assert.Empty(_logs.Entries);
    }

    [Fact]
    public async Task TryClaimForFramework_BehindOurs_IsRefused()
    {
        var isClaimed = true;

        await MiddlewarePair.RunAsOursAsync(_context, context =>
        {
            isClaimed = _pair.TryClaimForFramework(context, NewEndpoint());
            return Task.CompletedTask;
        });

        Assert.False(isClaimed);
        Assert.False(_pair.HasFrameworks);
        Assert.Single(_logs.Entries);
        Assert.True(_pair.TryClaimForFramework(_context, NewEndpoint()));
    }

    [Fact]
    public async Task RunAsOurs_WithinAClaimOfTheFrameworks_LeavesThatClaim()
    {
        var endpoint = NewEndpoint();
        _pair.TryClaimForFramework(_context, endpoint);

        await Assert.ThrowsAsync<InvalidOperationException>(() => MiddlewarePair.RunAsOursAsync(_context, static _ => throw new InvalidOperationException()));

        Assert.True(_pair.IsFrameworks(_context, endpoint));
    }
}
