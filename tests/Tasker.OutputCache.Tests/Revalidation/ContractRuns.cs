using Tasker.OutputCache.Tests.Http;

namespace Tasker.OutputCache.Tests.Revalidation;

/// <summary>The contracts of this folder, over each middleware and server that they must hold for.</summary>
public static class ContractRuns
{
    [RunsOver(MiddlewareKind.Framework, ServerKind.InMemory)]
    public static class OverFramework
    {
        public sealed class EvictionTests : EvictionContract;
        public sealed class ReplayTests : ReplayContract;
        public sealed class ResponseWindowTests : ResponseWindowContract;
        public sealed class StaleIfErrorTests : StaleIfErrorContract;
        public sealed class StaleWhileRevalidateTests : StaleWhileRevalidateContract;
        public sealed class UncacheableTests : UncacheableContract;
        public sealed class VerificationTests : VerificationContract;
        public sealed class WarmUpTests : WarmUpContract;
    }

    [RunsOver(MiddlewareKind.Framework, ServerKind.Kestrel)]
    public static class OverFrameworkOnKestrel
    {
        public sealed class EvictionTests : EvictionContract;
        public sealed class ReplayTests : ReplayContract;
        public sealed class StaleIfErrorTests : StaleIfErrorContract;
        public sealed class StaleWhileRevalidateTests : StaleWhileRevalidateContract;
        public sealed class UncacheableTests : UncacheableContract;
        public sealed class WarmUpTests : WarmUpContract;
    }

    [RunsOver(MiddlewareKind.Tasker, ServerKind.InMemory)]
    public static class OverTasker
    {
        public sealed class EvictionTests : EvictionContract;
        public sealed class ReplayTests : ReplayContract;
        public sealed class ResponseWindowTests : ResponseWindowContract;
        public sealed class StaleIfErrorTests : StaleIfErrorContract;
        public sealed class StaleWhileRevalidateTests : StaleWhileRevalidateContract;
        public sealed class UncacheableTests : UncacheableContract;
        public sealed class VerificationTests : VerificationContract;
        public sealed class WarmUpTests : WarmUpContract;
    }

    [RunsOver(MiddlewareKind.Tasker, ServerKind.Kestrel)]
    public static class OverTaskerOnKestrel
    {
        public sealed class EvictionTests : EvictionContract;
        public sealed class ReplayTests : ReplayContract;
        public sealed class StaleIfErrorTests : StaleIfErrorContract;
        public sealed class StaleWhileRevalidateTests : StaleWhileRevalidateContract;
        public sealed class UncacheableTests : UncacheableContract;
        public sealed class WarmUpTests : WarmUpContract;
    }
}
