namespace Tasker.OutputCache.Tests.Comparison;

/// <summary>Whose output cache.</summary>
public enum Cache
{
    Microsoft,
    Tasker,
}
