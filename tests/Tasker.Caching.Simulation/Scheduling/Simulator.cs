using System.Runtime.CompilerServices;

namespace Tasker.Caching.Simulation.Scheduling;

/// <summary>Runs everything on one thread, one step after the other, in virtual time. Steps that are due at once come in an order that the seed decides.</summary>
/// <remarks>
/// What waits for a task goes on inside the step that ends the task, or, as others wait for it too, in a step of its own by
/// <see cref="SimContext"/>. <see cref="Hooks"/> leads back here what would go on elsewhere.
/// </remarks>
internal sealed class Simulator
{
    private const ulong Prime = 0x100000001B3UL;
    private const int MostStepsAtOnce = 1_000_000;

    [ThreadStatic]
    private static Simulator? _current;

    private readonly PriorityQueue<Step, (long Due, ulong Order)> _steps = new();
    private readonly SimRandom _order;
    private readonly SimRandom _tokens;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly SynchronizationContext? _outside;
    private ulong _resumed;
    private long _planned;
    private int _stepsNow;

    public Simulator(ulong seed)
    {
        _order = SimRandom.For(seed, "order");
        _tokens = SimRandom.For(seed, "tokens");
        Turns = SimRandom.For(seed, "turns");
        Trace = new Trace(this);
        _current = this;
        _outside = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new SimContext(this));
    }

    private readonly record struct Step(long Id, SimProcess? Process, Action<object?> Action, object? State);

    /// <summary>Gets the simulation of this thread, if one runs here.</summary>
    public static Simulator? Current => _current;

    /// <summary>Gets the virtual time since the beginning, in ticks.</summary>
    public long Now { get; private set; }

    /// <summary>Gets a count that grows with everything whose order matters.</summary>
    public long Order { get; private set; }

    /// <summary>Gets what decides how long a turn takes.</summary>
    public SimRandom Turns { get; }

    public Trace Trace { get; }

    public SimProcess? Process { get; set; }

    /// <summary>Gets the step that is being taken.</summary>
    public long StepId { get; private set; }

    public long Steps => _planned;

    public long NextOrder() => ++Order;

    public Guid NewGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        Fill(bytes);
        return new Guid(bytes);
    }

    public void Fill(Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)_tokens.NextNumber();
        }
    }

    /// <summary>Plans a step.</summary>
    /// <returns>What <see cref="StepId"/> is while it is taken.</returns>
    public long At(long due, SimProcess? process, Action<object?> action, object? state)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            throw new InvalidOperationException("Something has escaped to another thread.");
        }

        var step = new Step(++_planned, process, action, state);
        _steps.Enqueue(step, (Math.Max(due, Now), _order.NextNumber() | (1UL << 63)));
        return step.Id;
    }

    /// <summary>Plans a step of the process whose step is being taken.</summary>
    public long After(long ticks, Action<object?> action, object? state) => At(Now + ticks, Process, action, state);

    /// <summary>Waits for a time, as the process whose step is being taken.</summary>
    public Task DelayAsync(long ticks)
    {
        var source = new TaskCompletionSource();
        After(ticks, static state => ((TaskCompletionSource)state!).SetResult(), source);
        return source.Task;
    }

    /// <summary>Begins work in a step of its own.</summary>
    public Task RunAsync(Func<Task> work)
    {
        var source = new TaskCompletionSource();
                After(Turn(), static state => _ = ((Begun)state!).RunAsync(), new Begun(work, source));
        return source.Task;
    }

    /// <summary>Gets how long something takes that only has to wait for its turn: mostly no time at all.</summary>
    public long Turn() => Turns.Next(64) == 0 ? Turns.Between(0, TimeSpan.TicksPerMillisecond * 5) : Turns.Next(200);

    /// <summary>Takes steps until a time.</summary>
    public void RunUntil(long time)
    {
        while (_steps.TryPeek(out var step, out var when) && when.Due <= time)
        {
            _steps.Dequeue();
            if (step.Process is { } process)
            {
                if (!process.IsAlive)
                {
                    continue;
                }

                if (process.PausedUntil > when.Due)
                {
                    // In the order in which they were due, and before what is due then anyway.
                    _steps.Enqueue(step, (process.PausedUntil, ++_resumed));
                    continue;
                }
            }

            if (when.Due > Now)
            {
                Now = when.Due;
                _stepsNow = 0;
            }
            else if (++_stepsNow > MostStepsAtOnce)
            {
                throw new InvalidOperationException("Time does not go on: one step begins another, for ever.");
            }

            Process = step.Process;
            StepId = step.Id;
            step.Action(step.State);
            if (Environment.CurrentManagedThreadId != _thread)
            {
                throw new InvalidOperationException("Something has escaped to another thread.");
            }
        }

        Process = null;
        Now = Math.Max(Now, time);
    }

    /// <summary>Ends the simulation of this thread.</summary>
    public void End()
    {
        _current = null;
        SynchronizationContext.SetSynchronizationContext(_outside);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong hash, ulong value) => ((hash ^ value) * Prime) ^ (hash >> 29);

    private sealed class Begun(Func<Task> work, TaskCompletionSource end)
    {
        public async Task RunAsync()
        {
            try
            {
                await work();
                end.SetResult();
            }
            catch (Exception exception)
            {
                end.SetException(exception);
            }
        }
    }
}
