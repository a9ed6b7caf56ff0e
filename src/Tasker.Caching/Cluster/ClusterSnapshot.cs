using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>The instances of the deployment, as this one knows them at a moment.</summary>
/// <param name="Instances">The instances, this one first.</param>
/// <param name="Notes">Why the list is not all of it, or not of now: a sentence each.</param>
[Experimental(EngineFace.DiagnosticId)]
public sealed record ClusterSnapshot(IReadOnlyList<ClusterInstance> Instances, IReadOnlyList<string> Notes);
