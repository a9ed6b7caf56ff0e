using System.Runtime.CompilerServices;

namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>Collects the steps out of one state, and what was served on the way.</summary>
internal sealed class Steps<TState>
    where TState : unmanaged
{
    private readonly List<TState> _next = [];
    private readonly List<string> _labels = [];

    /// <summary>Gets or sets a value indicating whether steps keep their names: only while a trace is put together.</summary>
    public bool Tracing { get; set; }

    public List<TState> Next => _next;

    public List<string> Labels => _labels;

    /// <summary>Gets everything that was served so far, in all states.</summary>
    public Served Served { get; private set; }

    public Violation Violation { get; private set; }

    /// <summary>Gets the step that violated.</summary>
    public string Culprit { get; private set; } = "";

    public void Clear()
    {
        _next.Clear();
        _labels.Clear();
    }

    public void Add([InterpolatedStringHandlerArgument("")] ref TracedLabel<TState> label, in TState next)
    {
        _next.Add(next);
        if (Tracing)
        {
            _labels.Add(label.Tell());
        }
    }

    public void Add(string label, in TState next)
    {
        _next.Add(next);
        if (Tracing)
        {
            _labels.Add(label);
        }
    }

    /// <summary>Notes that something was served and, if that was forbidden, what it violates.</summary>
    public void Serve(Served served, bool forbidden, Violation violation, string culprit)
    {
        Served |= served;
        if (forbidden && Violation == Violation.None)
        {
            (Violation, Culprit) = (violation, culprit);
        }
    }
}
