using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Engine;

/// <summary>How far the warm-up is.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class WarmUpState
{
    private volatile bool _hasEnded;
    private volatile bool _isRunning;
    private int _paths;
    private int _warm;
    private int _failed;

    /// <summary>Gets a value indicating whether the warm-up of the start has ended. One that is asked for later changes nothing about that.</summary>
    internal bool HasEnded => _hasEnded;

    internal int Paths => Volatile.Read(ref _paths);

    internal int Warm => Volatile.Read(ref _warm);

    internal int Failed => Volatile.Read(ref _failed);

    internal void Begin(int paths)
    {
        Volatile.Write(ref _paths, paths);
        Volatile.Write(ref _warm, 0);
        Volatile.Write(ref _failed, 0);
        _isRunning = true;
    }

    internal void Count(bool isWarm) => Interlocked.Increment(ref isWarm ? ref _warm : ref _failed);

    internal void End()
    {
        _isRunning = false;
        _hasEnded = true;
    }

    /// <summary>Returns how far the warm-up is.</summary>
    public WarmUpProgress Read() => new(_isRunning ? "running" : _hasEnded ? "ended" : "waiting", Paths, Warm, Failed);
}
