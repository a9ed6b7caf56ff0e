using System.Globalization;

namespace Tasker.Caching.Simulation.Scheduling;

/// <summary>Records what happened: always as one number, and as lines if a reader asks for them.</summary>
internal sealed class Trace(Simulator simulator)
{
    private List<string>? _lines;

    /// <summary>Gets the number: two runs that differ in any step have another one.</summary>
    public ulong Hash { get; private set; } = 0xCBF29CE484222325UL;

    public bool IsRead => _lines is not null;

    public IReadOnlyList<string> Lines => _lines ?? [];

    public void Read() => _lines = [];

    public void Note(TraceKind kind, int node, long detail)
    {
        var hash = Simulator.Mix(Hash, (ulong)simulator.Now);
        Hash = Simulator.Mix(hash, ((ulong)kind << 48) ^ ((ulong)(uint)node << 40) ^ (ulong)detail);
    }

    /// <summary>Adds a line. Ask <see cref="IsRead"/> before making it.</summary>
    public void Write(int node, string line) =>
        _lines?.Add(string.Create(CultureInfo.InvariantCulture, $"{simulator.Now / (double)TimeSpan.TicksPerMillisecond,12:0.0000} ms  {(node < 0 ? "      " : $"node {node}")}  {line}"));
}
