using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>Reads a content that the far tier has returned.</summary>
/// <param name="payload">What <see cref="CachedContent.WriteTo"/> has written, perhaps in another version.</param>
/// <returns>The content, or <see langword="null"/> if it can't be read: a miss, never an error.</returns>
[Experimental(EngineFace.DiagnosticId)]
public delegate CachedContent? ContentReader(ReadOnlyMemory<byte> payload);
