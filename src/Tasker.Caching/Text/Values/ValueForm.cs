using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>The one spelling of the values of a type, however a client writes them.</summary>
[Experimental(EngineFace.DiagnosticId)]
public abstract class ValueForm
{
    /// <summary>Longer texts are no values of any type: no client makes the cache parse a hundred thousand digits.</summary>
    internal const int MaximumLength = 100;

    /// <summary>Initializes a new instance of the <see cref="ValueForm"/> class.</summary>
    /// <param name="kind">The name of the form.</param>
    protected ValueForm(string kind)
    {
        Kind = kind;
    }

    /// <summary>Gets what the values are compared as. Types of one kind write equal values alike.</summary>
    public string Kind { get; }

    /// <summary>Gets the form that reads the values of every type of this kind.</summary>
    public virtual ValueForm Widest => this;

    /// <summary>Returns the canonical text of a value.</summary>
    /// <returns>The text, or <see langword="null"/> if binders of the type may read nothing, or something else.</returns>
    public abstract string? TryFormat(ReadOnlySpan<char> text);

    /// <summary>Appends the canonical text of a value to a key. Allocates nothing.</summary>
    /// <returns><see langword="false"/> if nothing was appended: the key keeps the text.</returns>
    public virtual bool TryAppend(ref KeyWriter writer, scoped ReadOnlySpan<char> text) => false;
}
