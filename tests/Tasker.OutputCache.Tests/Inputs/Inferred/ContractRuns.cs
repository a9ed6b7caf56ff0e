using Tasker.OutputCache.Tests.Http;

namespace Tasker.OutputCache.Tests.Inputs.Inferred;

/// <summary>The contracts of this folder, over each middleware and server that they must hold for.</summary>
public static class ContractRuns
{
    [RunsOver(MiddlewareKind.Framework, ServerKind.InMemory)]
    public static class OverFramework
    {
        public sealed class InferenceTests : InferenceContract;
    }

    [RunsOver(MiddlewareKind.Tasker, ServerKind.InMemory)]
    public static class OverTasker
    {
        public sealed class InferenceTests : InferenceContract;
    }
}
