using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>An eviction that an instance has begun, as it tells the others.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed record InstanceEviction
{
    /// <summary>Gets how long ago it was when the instance said so.</summary>
    public double AgeSeconds { get; init; }

    /// <summary>Gets its tags, the first of them if they are many.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Gets how many tags it has.</summary>
    public int TagCount { get; init; }

    /// <summary>Gets <c>hard</c> or <c>soft</c>.</summary>
    public string Mode { get; init; } = string.Empty;

    /// <summary>Gets <c>confirmed</c>, <c>journaled</c> or <c>refused</c>.</summary>
    public string Result { get; init; } = string.Empty;

    /// <summary>Gets who evicted: <c>application</c>, or a user of the administration.</summary>
    public string By { get; init; } = string.Empty;
}
