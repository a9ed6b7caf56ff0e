namespace Tasker.OutputCache.Revalidation;

/// <summary>Whether the warm-up has ended.</summary>
internal sealed class WarmUpState
{
    private volatile bool _hasEnded;

    public bool HasEnded => _hasEnded;

    public void End() => _hasEnded = true;
}
