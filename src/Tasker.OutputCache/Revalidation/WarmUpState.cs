namespace Tasker.OutputCache.Revalidation;

/// <summary>How far the warm-up is.</summary>
internal sealed class WarmUpState
{
    private volatile bool _hasEnded;
    private volatile bool _isRunning;
    private int _paths;
    private int _warm;
    private int _failed;

    /// <summary>Gets a value indicating whether the warm-up of the start has ended. One that is asked for later changes nothing about that.</summary>
    public bool HasEnded => _hasEnded;

    public int Paths => Volatile.Read(ref _paths);

    public int Warm => Volatile.Read(ref _warm);

    public int Failed => Volatile.Read(ref _failed);

    public void Begin(int paths)
    {
        Volatile.Write(ref _paths, paths);
        Volatile.Write(ref _warm, 0);
        Volatile.Write(ref _failed, 0);
        _isRunning = true;
    }

    public void Count(bool isWarm) => Interlocked.Increment(ref isWarm ? ref _warm : ref _failed);

    public void End()
    {
        _isRunning = false;
        _hasEnded = true;
    }

    public WarmUpProgress Read() => new(_isRunning ? "running" : _hasEnded ? "ended" : "waiting", Paths, Warm, Failed);
}
