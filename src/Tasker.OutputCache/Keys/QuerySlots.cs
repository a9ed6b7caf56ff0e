using System.Runtime.CompilerServices;

namespace Tasker.OutputCache.Keys;

/// <summary>Room for the values that one request may bring. Not from <c>stackalloc</c>: what has that is compiled once, before it is known what is called.</summary>
[InlineArray(QueryScanner.MaximumValues)]
internal struct QuerySlots
{
    private QuerySlot _first;
}
