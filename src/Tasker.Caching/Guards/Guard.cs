using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>Calls what is not the cache's, and lets nothing that it throws come back.</summary>
[Experimental(EngineFace.DiagnosticId)]
public static class Guard
{
    /// <summary>Raises an event: what one subscriber throws keeps it from no other.</summary>
    internal static void Raise(Action? handlers)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(handlers))
        {
            try
            {
                handler();
            }
            catch (Exception exception)
            {
                CaughtErrors.Add(CaughtErrors.Subscriber, exception);
            }
        }
    }

    /// <summary>Raises an event: what one subscriber throws keeps it from no other.</summary>
    internal static void Raise<T>(Action<T>? handlers, T argument)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(handlers))
        {
            try
            {
                handler(argument);
            }
            catch (Exception exception)
            {
                CaughtErrors.Add(CaughtErrors.Subscriber, exception);
            }
        }
    }

    /// <summary>Raises an event: what one subscriber throws keeps it from no other.</summary>
    internal static void Raise<T1, T2>(Action<T1, T2>? handlers, T1 first, T2 second)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(handlers))
        {
            try
            {
                handler(first, second);
            }
            catch (Exception exception)
            {
                CaughtErrors.Add(CaughtErrors.Subscriber, exception);
            }
        }
    }

    /// <summary>Asks for something that is there to be shown.</summary>
    /// <param name="read">Reads it, if there is anything to read.</param>
    /// <param name="otherwise">What is shown if there is not, or if reading throws.</param>
    internal static T Read<T>(Func<T>? read, T otherwise)
    {
        try
        {
            return read is null ? otherwise : read();
        }
        catch (Exception exception)
        {
            CaughtErrors.Add(CaughtErrors.Subscriber, exception);
            return otherwise;
        }
    }

    /// <summary>Disposes of something on a thread where an exception would end the process, a timer's for example.</summary>
    internal static void Dispose(IDisposable disposable)
    {
        try
        {
            disposable.Dispose();
        }
        catch (Exception exception)
        {
            CaughtErrors.Add(CaughtErrors.Background, exception);
        }
    }

    /// <summary>Lets a task go that no caller waits for. What it throws is counted; that it was cancelled is not.</summary>
    public static void Forget(Task task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            _ = ObserveAsync(task);
        }
    }

    private static async Task ObserveAsync(Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The host stops, mostly.
        }
        catch (Exception exception)
        {
            CaughtErrors.Add(CaughtErrors.Background, exception);
        }
    }
}
