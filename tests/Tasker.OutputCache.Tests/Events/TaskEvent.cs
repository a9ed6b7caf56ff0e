namespace Tasker.OutputCache.Tests.Events;

/// <summary>Events of a host: a base, an interface, and what is derived of both.</summary>
internal interface INamespaced
{
    string? Namespace { get; }
}

internal abstract record TaskEvent;

internal sealed record TaskMoved(string? Namespace) : TaskEvent, INamespaced;

internal sealed record TaskDeleted : TaskEvent;

internal readonly record struct RowsImported(int Count);
