using System.Runtime.ExceptionServices;

namespace Tasker.Caching.Objects;

/// <summary>What a factory has come to: a value or an exception. So a run that no caller waits for leaves no unobserved exception.</summary>
internal readonly record struct ObjectResult<T>(T Value, ExceptionDispatchInfo? Failure)
{
    public T Get()
    {
        Failure?.Throw();
        return Value;
    }

    public static ObjectResult<T> Of(T value) => new(value, null);

    public static ObjectResult<T> Failed(Exception exception) => new(default!, ExceptionDispatchInfo.Capture(exception));
}
