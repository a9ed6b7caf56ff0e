using System.Runtime.CompilerServices;

namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>Two of something, inside a state: copied and compared with it.</summary>
[InlineArray(2)]
internal struct Two<T>
    where T : unmanaged
{
    private T _first;
}
