using Tasker.OutputCache.Tests.Http;

namespace Tasker.OutputCache.Tests.Middleware;

/// <summary>The contracts of this folder, over each middleware and server that they must hold for.</summary>
public static class ContractRuns
{
    [RunsOver(MiddlewareKind.Tasker, ServerKind.InMemory)]
    public static class OverTasker
    {
        public sealed class TaskerOutputCacheMiddlewareTests : TaskerOutputCacheMiddlewareContract;
        public sealed class SameResponseTests : SameResponseContract;
    }

    [RunsOver(MiddlewareKind.Tasker, ServerKind.Kestrel)]
    public static class OverTaskerOnKestrel
    {
        public sealed class TaskerOutputCacheMiddlewareTests : TaskerOutputCacheMiddlewareContract;
        public sealed class SameResponseTests : SameResponseContract;
    }

    [RunsOver(MiddlewareKind.Tasker, ServerKind.KestrelHttp2)]
    public static class OverTaskerOnHttp2
    {
        public sealed class TaskerOutputCacheMiddlewareTests : TaskerOutputCacheMiddlewareContract;
        public sealed class SameResponseTests : SameResponseContract;
    }
}
