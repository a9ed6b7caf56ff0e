using System.Collections.Concurrent;
using System.Diagnostics;

namespace Tasker.OutputCache.TestUtilities.Faults;

/// <summary>Makes things go wrong by a random schedule that a seed repeats, and heals everything at the end.</summary>
public sealed class Nemesis
{
    private readonly NemesisOptions _options;
    private readonly ConcurrentQueue<NemesisEvent> _log = [];
    private long _started;

    public Nemesis(IReadOnlyList<Fault> faults, NemesisOptions options)
    {
        _options = options;
        Schedule = NemesisSchedule.Create(faults, options);
    }

    /// <summary>Gets the seed, for the message of a failed test.</summary>
    public int Seed => _options.Seed;

    /// <summary>Gets what is planned, in order of start.</summary>
    public IReadOnlyList<NemesisStep> Schedule { get; }

    /// <summary>Gets what was done so far.</summary>
    public IReadOnlyList<NemesisEvent> Log => [.. _log];

    /// <summary>Runs the schedule to its end. However that goes, everything is healed afterwards.</summary>
    /// <exception cref="AggregateException">Something could not be injected or healed.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        _started = Stopwatch.GetTimestamp();
        var failures = new ConcurrentQueue<Exception>();

        await Task.WhenAll(Schedule.GroupBy(step => step.Fault.Target).Select(steps => RunAsync(steps, failures, cancellationToken)));
        await DelayUntilAsync(_options.Duration, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        if (!failures.IsEmpty)
        {
            throw new AggregateException($"The nemesis with seed {Seed} failed:\n{this}", failures);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    // One after the other on one target: healing may take longer than the schedule thought.
    private async Task RunAsync(IEnumerable<NemesisStep> steps, ConcurrentQueue<Exception> failures, CancellationToken cancellationToken)
    {
        foreach (var (start, end, fault) in steps)
        {
            await DelayUntilAsync(start, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(_started) < end)
            {
                await TryAsync(fault, "injected", fault.InjectAsync, failures);
                await DelayUntilAsync(end, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await TryAsync(fault, "healed", fault.HealAsync, failures);
            }
        }
    }

    private Task DelayUntilAsync(TimeSpan elapsed, CancellationToken cancellationToken)
    {
        var left = elapsed - Stopwatch.GetElapsedTime(_started);
        return left > TimeSpan.Zero ? Task.Delay(left, cancellationToken) : Task.CompletedTask;
    }

    private async Task TryAsync(Fault fault, string what, Func<Task> action, ConcurrentQueue<Exception> failures)
    {
        try
        {
            await action();
        }
        catch (Exception exception)
        {
            failures.Enqueue(exception);
            what = $"could not be {what}: {exception.Message}";
        }

        _log.Enqueue(new NemesisEvent(Stopwatch.GetTimestamp(), Stopwatch.GetElapsedTime(_started), fault.Target, fault.Name, what));
    }

    /// <summary>Returns the log as a text.</summary>
    public override string ToString() => $"seed {Seed}\n{string.Join('\n', _log)}";
}
