namespace Tasker.OutputCache.Tests.Http.Behaviour.Control;

/// <summary>The contracts of this folder, over each middleware and server that they must hold for.</summary>
public static class ContractRuns
{
    [RunsOver(MiddlewareKind.Framework, ServerKind.InMemory)]
    public static class OverFramework
    {
        public sealed class DirectiveTests : DirectiveContract;
        public sealed class ExpiresTests : ExpiresContract;
        public sealed class TagHeaderTests : TagHeaderContract;
        public sealed class TargetedControlTests : TargetedControlContract;
    }

    [RunsOver(MiddlewareKind.Framework, ServerKind.Kestrel)]
    public static class OverFrameworkOnKestrel
    {
        public sealed class DirectiveTests : DirectiveContract;
        public sealed class ExpiresTests : ExpiresContract;
        public sealed class TagHeaderTests : TagHeaderContract;
        public sealed class TargetedControlTests : TargetedControlContract;
    }

    [RunsOver(MiddlewareKind.Tasker, ServerKind.InMemory)]
    public static class OverTasker
    {
        public sealed class DirectiveTests : DirectiveContract;
        public sealed class ExpiresTests : ExpiresContract;
        public sealed class TagHeaderTests : TagHeaderContract;
        public sealed class TargetedControlTests : TargetedControlContract;
    }

    [RunsOver(MiddlewareKind.Tasker, ServerKind.Kestrel)]
    public static class OverTaskerOnKestrel
    {
        public sealed class DirectiveTests : DirectiveContract;
        public sealed class ExpiresTests : ExpiresContract;
        public sealed class TagHeaderTests : TagHeaderContract;
        public sealed class TargetedControlTests : TargetedControlContract;
    }

    [RunsOver(MiddlewareKind.Framework, ServerKind.KestrelHttp2)]
    public static class OverFrameworkOnHttp2
    {
        public sealed class DirectiveTests : DirectiveContract;
        public sealed class ExpiresTests : ExpiresContract;
        public sealed class TagHeaderTests : TagHeaderContract;
        public sealed class TargetedControlTests : TargetedControlContract;
    }

    [RunsOver(MiddlewareKind.Tasker, ServerKind.KestrelHttp2)]
    public static class OverTaskerOnHttp2
    {
        public sealed class DirectiveTests : DirectiveContract;
        public sealed class ExpiresTests : ExpiresContract;
        public sealed class TagHeaderTests : TagHeaderContract;
        public sealed class TargetedControlTests : TargetedControlContract;
    }
}
