namespace Tasker.OutputCache.Tests.Http.Identity;

/// <summary>The contracts of this folder, over each middleware and server that they must hold for.</summary>
public static class ContractRuns
{
    [RunsOver(MiddlewareKind.Framework, ServerKind.InMemory)]
    public static class OverFramework
    {
        public sealed class BuildsTests : BuildsContract;
        public sealed class ConstrainedTests : ConstrainedContract;
        public sealed class RoutedTests : RoutedContract;
        public sealed class SelectionTests : SelectionContract;
        public sealed class VersionsTests : VersionsContract;
    }

    [RunsOver(MiddlewareKind.Framework, ServerKind.Kestrel)]
    public static class OverFrameworkOnKestrel
    {
        public sealed class ConstrainedTests : ConstrainedContract;
        public sealed class RoutedTests : RoutedContract;
        public sealed class SelectionTests : SelectionContract;
        public sealed class VersionsTests : VersionsContract;
    }

    [RunsOver(MiddlewareKind.Tasker, ServerKind.InMemory)]
    public static class OverTasker
    {
        public sealed class BuildsTests : BuildsContract;
        public sealed class ConstrainedTests : ConstrainedContract;
        public sealed class RoutedTests : RoutedContract;
        public sealed class SelectionTests : SelectionContract;
        public sealed class VersionsTests : VersionsContract;
    }

    [RunsOver(MiddlewareKind.Tasker, ServerKind.Kestrel)]
    public static class OverTaskerOnKestrel
    {
        public sealed class ConstrainedTests : ConstrainedContract;
        public sealed class RoutedTests : RoutedContract;
        public sealed class SelectionTests : SelectionContract;
        public sealed class VersionsTests : VersionsContract;
    }
}
