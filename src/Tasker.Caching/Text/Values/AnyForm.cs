using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>Where endpoints disagree about a type: whatever the value, it counts as any.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class AnyForm() : ValueForm("any")
{
    /// <summary>The only instance.</summary>
    public static readonly AnyForm Instance = new();

    /// <inheritdoc/>
    public override string? TryFormat(ReadOnlySpan<char> text) => null;
}
