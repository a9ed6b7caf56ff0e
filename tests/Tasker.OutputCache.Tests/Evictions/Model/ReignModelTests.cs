using Xunit;
using static Tasker.OutputCache.Tests.Evictions.Model.ReignModel;

namespace Tasker.OutputCache.Tests.Evictions.Model;

public sealed class ReignModelTests : ModelTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ScriptIsTold_AnyTakeOver_IsSafe(bool processesReturn) =>
        AssertSafe(new ReignModel { Knows = Rule.ScriptIsTold, ProcessesReturn = processesReturn, ConnectionsStay = true }, Served.Far);

    [Fact]
    public void ClientIsToldTwice_BehindAProxy_IsSafe() =>
        AssertSafe(new ReignModel { Knows = Rule.ClientIsToldTwice, ProcessesReturn = true, ConnectionsStay = true }, Served.Far);

    // A server without replicas: what takes over is a new process with old data.
    [Fact]
    public void ProcessIsTold_ProcessesAreStartedAgain_IsSafe() =>
        AssertSafe(new ReignModel { Knows = Rule.ProcessIsTold, ConnectionsStay = true }, Served.Far);

    [Fact]
    public void EveryConnectCounts_ConnectionsBreak_IsSafe() =>
        AssertSafe(new ReignModel { Knows = Rule.EveryConnectCounts }, Served.Far);

    // The declared weakness.
    [Fact]
    public void EveryConnectCounts_ConnectionsOutliveATakeOver_IsNotSafe() =>
        AssertViolated(new ReignModel { Knows = Rule.EveryConnectCounts, ConnectionsStay = true }, Violation.StaleFar);

    [Fact]
    public void Mutant_ClientIsToldBeforeOnly_IsCaught() =>
        AssertViolated(new ReignModel { Knows = Rule.ClientIsToldBefore, ConnectionsStay = true }, Violation.StaleFar);

    [Fact]
    public void Mutant_ProcessIsToldAndComesBack_IsCaught() =>
        AssertViolated(new ReignModel { Knows = Rule.ProcessIsTold, ProcessesReturn = true }, Violation.StaleFar);

    [Fact]
    public void Mutant_NobodyIsTold_IsCaught() =>
        AssertViolated(new ReignModel { Knows = Rule.NobodyIsTold }, Violation.StaleFar);
}
