namespace Tasker.OutputCache.Benchmarks.NearTier;

/// <summary>A bounded table that could be the near tier.</summary>
internal interface ICandidate : IDisposable
{
    string Name { get; }

    bool TryGet(string key);

    void Set(string key, int size);
}
