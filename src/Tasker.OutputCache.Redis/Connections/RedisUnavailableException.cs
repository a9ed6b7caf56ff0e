namespace Tasker.OutputCache.Redis.Connections;

/// <summary>Redis is not connected at the moment; the call was not sent.</summary>
public sealed class RedisUnavailableException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="RedisUnavailableException"/> class.</summary>
    public RedisUnavailableException()
        : base("Redis is not connected.")
    {
    }

    /// <summary>Initializes a new instance of the <see cref="RedisUnavailableException"/> class.</summary>
    /// <param name="message">What is the matter.</param>
    public RedisUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="RedisUnavailableException"/> class.</summary>
    /// <param name="message">What is the matter.</param>
    /// <param name="innerException">Why.</param>
    public RedisUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
