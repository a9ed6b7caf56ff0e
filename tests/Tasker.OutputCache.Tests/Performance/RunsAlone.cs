using Xunit;

namespace Tasker.OutputCache.Tests.Performance;

/// <summary>
/// Tests that compare speeds, with no other test beside them. While others run, something new is compiled all the time, and the
/// runtime puts off compiling well what is called often: what comes compiled with the framework would be compared with what is not.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RunsAlone
{
    public const string Name = "runs alone";
}
