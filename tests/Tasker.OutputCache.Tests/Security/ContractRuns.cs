using Tasker.OutputCache.Tests.Http;

namespace Tasker.OutputCache.Tests.Security;

/// <summary>The contracts of this folder, over each middleware and server that they must hold for.</summary>
public static class ContractRuns
{
    [RunsOver(MiddlewareKind.Framework, ServerKind.InMemory)]
    public static class OverFramework
    {
        public sealed class DeceptionTests : DeceptionContract;
        public sealed class HostileEntryTests : HostileEntryContract;
        public sealed class PoisoningTests : PoisoningContract;
    }

    [RunsOver(MiddlewareKind.Framework, ServerKind.Kestrel)]
    public static class OverFrameworkOnKestrel
    {
        public sealed class DeceptionTests : DeceptionContract;
        public sealed class HostileEntryTests : HostileEntryContract;
        public sealed class PoisoningTests : PoisoningContract;
    }

    [RunsOver(MiddlewareKind.Tasker, ServerKind.InMemory)]
    public static class OverTasker
    {
        public sealed class DeceptionTests : DeceptionContract;
        public sealed class HostileEntryTests : HostileEntryContract;
        public sealed class PoisoningTests : PoisoningContract;
    }

    [RunsOver(MiddlewareKind.Tasker, ServerKind.Kestrel)]
    public static class OverTaskerOnKestrel
    {
        public sealed class DeceptionTests : DeceptionContract;
        public sealed class HostileEntryTests : HostileEntryContract;
        public sealed class PoisoningTests : PoisoningContract;
    }
}
