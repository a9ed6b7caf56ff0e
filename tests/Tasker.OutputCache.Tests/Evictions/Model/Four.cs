using System.Runtime.CompilerServices;

namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>Four of something, inside a state.</summary>
[InlineArray(4)]
internal struct Four<T>
    where T : unmanaged
{
    private T _first;
}
