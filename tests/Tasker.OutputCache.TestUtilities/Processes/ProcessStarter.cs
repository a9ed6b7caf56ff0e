using System.Collections.Concurrent;
using System.Diagnostics;

namespace Tasker.OutputCache.TestUtilities.Processes;

/// <summary>Starts every process from one thread that never ends.</summary>
/// <remarks>
/// The kernel sends the "parent died" signal when the parent's <i>thread</i> ends. Started from the thread pool, a server would be
/// killed some quiet seconds later, when the pool gives that thread up.
/// </remarks>
internal static class ProcessStarter
{
    private static readonly BlockingCollection<Action> _work = [];

    static ProcessStarter() => new Thread(Run) { IsBackground = true, Name = "Process starter" }.Start();

    public static Task StartAsync(Process process)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        _work.Add(() =>
        {
            try
            {
                process.Start();
                started.SetResult();
            }
            catch (Exception exception)
            {
                started.SetException(exception);
            }
        });

        return started.Task;
    }

    private static void Run()
    {
        foreach (var start in _work.GetConsumingEnumerable())
        {
            start();
        }
    }
}
