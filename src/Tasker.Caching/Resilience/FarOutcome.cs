using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Resilience;

/// <summary>What came of a call to an endpoint. Failures are values here: nothing is thrown on a request's path.</summary>
internal readonly struct FarOutcome<T>
{
    private readonly T? _value;

    private FarOutcome(FarOutcomeKind kind, T? value, Exception? exception)
    {
        Kind = kind;
        _value = value;
        Exception = exception;
    }

    public static FarOutcome<T> TimedOut => new(FarOutcomeKind.TimedOut, default, null);

    public static FarOutcome<T> Open => new(FarOutcomeKind.Open, default, null);

    public static FarOutcome<T> Cancelled => new(FarOutcomeKind.Cancelled, default, null);

    public FarOutcomeKind Kind { get; }

    public bool IsSuccess => Kind == FarOutcomeKind.Success;

    /// <summary>Gets what the call failed with; only for <see cref="FarOutcomeKind.Faulted"/>.</summary>
    public Exception? Exception { get; }

    public static FarOutcome<T> Success(T value) => new(FarOutcomeKind.Success, value, null);

    public static FarOutcome<T> Faulted(Exception exception) => new(FarOutcomeKind.Faulted, default, exception);

    /// <summary>Gets the answer, if there is one.</summary>
    public bool TryGetValue([MaybeNullWhen(false)] out T value)
    {
        value = _value;
        return IsSuccess;
    }
}
