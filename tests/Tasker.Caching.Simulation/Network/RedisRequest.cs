using StackExchange.Redis;

namespace Tasker.Caching.Simulation.Network;

/// <summary>A request on its way to the server, or its answer on the way back.</summary>
internal sealed class RedisRequest(int epoch)
{
    private readonly TaskCompletionSource<RedisResult> _answer = new();

    /// <summary>Gets the connection that it belongs to: those of an earlier one are answered no more.</summary>
    public int Epoch => epoch;

    public string? Command { get; init; }

    public string? Script { get; init; }

    public byte[]? Hash { get; init; }

    public byte[][] Keys { get; init; } = [];

    public byte[][] Values { get; init; } = [];

    /// <summary>Gets what is told when the server has executed it: what an append evicts.</summary>
    public Action<object?>? Executed { get; init; }

    public long ArrivesAt { get; set; }

    public long ExecutedAt { get; set; }

    public object? Reply { get; set; }

    public Task<RedisResult> Answer => _answer.Task;

    public void Complete(RedisResult result) => _answer.TrySetResult(result);

    public void Fail(Exception exception) => _answer.TrySetException(exception);
}
