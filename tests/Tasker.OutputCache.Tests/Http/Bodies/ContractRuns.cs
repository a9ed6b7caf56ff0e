namespace Tasker.OutputCache.Tests.Http.Bodies;

/// <summary>The contracts of this folder, over each middleware and server that they must hold for.</summary>
public static class ContractRuns
{
    [RunsOver(MiddlewareKind.Framework, ServerKind.InMemory)]
    public static class OverFramework
    {
        public sealed class BodyHandOverTests : BodyHandOverContract;
        public sealed class BodyKeyTests : BodyKeyContract;
        public sealed class SearchEvictionTests : SearchEvictionContract;
    }

    [RunsOver(MiddlewareKind.Framework, ServerKind.Kestrel)]
    public static class OverFrameworkOnKestrel
    {
        public sealed class BodyHandOverTests : BodyHandOverContract;
        public sealed class BodyKeyTests : BodyKeyContract;
        public sealed class SearchEvictionTests : SearchEvictionContract;
    }

    [RunsOver(MiddlewareKind.Tasker, ServerKind.InMemory)]
    public static class OverTasker
    {
        public sealed class BodyHandOverTests : BodyHandOverContract;
        public sealed class BodyKeyTests : BodyKeyContract;
        public sealed class SearchEvictionTests : SearchEvictionContract;
    }

    [RunsOver(MiddlewareKind.Tasker, ServerKind.Kestrel)]
    public static class OverTaskerOnKestrel
    {
        public sealed class BodyHandOverTests : BodyHandOverContract;
        public sealed class BodyKeyTests : BodyKeyContract;
        public sealed class SearchEvictionTests : SearchEvictionContract;
    }
}
