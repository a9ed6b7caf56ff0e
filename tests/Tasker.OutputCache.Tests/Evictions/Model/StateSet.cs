using System.Reflection;
using System.Runtime.InteropServices;

namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>The states seen so far in the order of their discovery, each with the one it was reached from.</summary>
internal sealed class StateSet<TState>
    where TState : unmanaged
{
    private TState[] _states = new TState[1024];
    private int[] _parents = new int[1024];
    private int[] _slots = new int[4096];

    public StateSet()
    {
        // Padding holds garbage: equal states would differ, and the count would mean nothing.
        if (HasWideFields(typeof(TState)))
        {
            throw new ArgumentException($"{typeof(TState)} has a field of more than one byte.");
        }
    }

    public int Count { get; private set; }

    public ref readonly TState this[int index] => ref _states[index];

    public static bool AreEqual(in TState left, in TState right) => Bytes(left).SequenceEqual(Bytes(right));

    public int ParentOf(int index) => _parents[index];

    public void Add(in TState state, int parent)
    {
        ref var slot = ref Find(state);
        if (slot != 0)
        {
            return;
        }

        if (Count == _states.Length)
        {
            Array.Resize(ref _states, Count * 2);
            Array.Resize(ref _parents, Count * 2);
        }

        _states[Count] = state;
        _parents[Count] = parent;
        slot = ++Count;

        if (Count * 2 > _slots.Length)
        {
            Rehash();
        }
    }

    private void Rehash()
    {
        _slots = new int[_slots.Length * 4];
        for (var i = 0; i < Count; i++)
        {
            Find(_states[i]) = i + 1;
        }
    }

    private ref int Find(in TState state)
    {
        var bytes = Bytes(state);
        var slot = Hash(bytes) & (_slots.Length - 1);
        while (_slots[slot] != 0 && !Bytes(_states[_slots[slot] - 1]).SequenceEqual(bytes))
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return ref _slots[slot];
    }

    private static int Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 0UL;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            hash = Mix(hash, MemoryMarshal.Read<ulong>(bytes));
        }

        foreach (var rest in bytes)
        {
            hash = Mix(hash, rest);
        }

        return (int)(hash >> 33);
    }

    private static ulong Mix(ulong hash, ulong value)
    {
        var product = (hash ^ value) * 0x9E3779B97F4A7C15;
        return product ^ (product >> 29);
    }

    private static ReadOnlySpan<byte> Bytes(in TState state) => MemoryMarshal.AsBytes(new ReadOnlySpan<TState>(in state));

    private static bool HasWideFields(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetEnumUnderlyingType() != typeof(byte);
        }

        return type.IsPrimitive
            ? type != typeof(byte) && type != typeof(bool)
            : type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .Any(field => HasWideFields(field.FieldType));
    }
}
