using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>The dimensions that the tags of one resource were made of.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Dimensions">The dimensions as one text. Two nodes whose texts are equal make equal tags.</param>
[Experimental(EngineFace.DiagnosticId)]
public readonly record struct ResourceSet(string Resource, string Dimensions)
{
    /// <summary>Stands for tags that were made of two sets, and so is equal to none.</summary>
    internal const string Mixed = "?";
}
