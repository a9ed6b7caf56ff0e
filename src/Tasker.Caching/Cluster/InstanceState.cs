using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>How an instance is, as far as another one can tell.</summary>
[Experimental(EngineFace.DiagnosticId)]
public enum InstanceState
{
    /// <summary>It was heard from a moment ago, and is in touch with the log.</summary>
    Running,

    /// <summary>It was heard from a moment ago, and says that it is out of touch with the log.</summary>
    Detached,

    /// <summary>It has not been heard from: it was killed, hangs, or is cut off.</summary>
    Silent,

    /// <summary>It has said that it stops.</summary>
    Stopped,

    /// <summary>It is of a build that writes its reports in another form.</summary>
    OtherBuild,
}
