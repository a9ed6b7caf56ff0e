using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>The words for <see cref="MissReason"/> in metrics and the administration.</summary>
[Experimental(EngineFace.DiagnosticId)]
public static class MissReasonText
{
    private static readonly string[] Words = ["cold", "expired", "evicted", "capacity", "refused"];

    /// <summary>Gets how many reasons there are.</summary>
    internal static int Count => Words.Length;

    /// <summary>Returns the word.</summary>
    public static string Of(MissReason reason) => Words[(int)reason];
}
