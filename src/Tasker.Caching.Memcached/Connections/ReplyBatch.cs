using Tasker.Caching.Memcached.Protocol;

namespace Tasker.Caching.Memcached.Connections;

/// <summary>Commands that are sent together, and the calls that wait for their replies.</summary>
internal sealed class ReplyBatch(int count)
{
    private readonly TaskCompletionSource<MemcachedReply[]> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MemcachedReply[] _replies = new MemcachedReply[count];

    public Task<MemcachedReply[]> Task => _source.Task;

    public void Set(int index, in MemcachedReply reply)
    {
        _replies[index] = reply;
        if (index == _replies.Length - 1)
        {
            _source.TrySetResult(_replies);
        }
    }

    public void Fail(Exception exception)
    {
        _source.TrySetException(exception);

        // Observed, also where the caller has left.
        _ = _source.Task.Exception;
    }
}
