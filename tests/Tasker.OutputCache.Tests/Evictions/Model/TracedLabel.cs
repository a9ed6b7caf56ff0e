using System.Runtime.CompilerServices;

namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>The name of a step; put together only when a trace is told, since millions of steps are taken for one that is printed.</summary>
[InterpolatedStringHandler]
internal ref struct TracedLabel<TState>
    where TState : unmanaged
{
    private DefaultInterpolatedStringHandler _text;
    private readonly bool _wanted;

    public TracedLabel(int literalLength, int formattedCount, Steps<TState> steps, out bool wanted)
    {
        _wanted = wanted = steps.Tracing;
        if (wanted)
        {
            _text = new DefaultInterpolatedStringHandler(literalLength, formattedCount);
        }
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public string Tell() => _wanted ? _text.ToStringAndClear() : "";
}
