using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>An instance of the deployment, as this one knows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsSelf">Whether it is this one.</param>
/// <param name="State">How it is.</param>
/// <param name="Age">How long ago it said so.</param>
/// <param name="Report">What it said. Of another build, only what could be read of name, version and program.</param>
[Experimental(EngineFace.DiagnosticId)]
public sealed record ClusterInstance(string Id, bool IsSelf, InstanceState State, TimeSpan Age, InstanceReport Report);
