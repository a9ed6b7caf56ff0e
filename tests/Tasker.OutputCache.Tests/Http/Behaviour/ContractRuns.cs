namespace Tasker.OutputCache.Tests.Http.Behaviour;

/// <summary>The contracts of this folder, over each middleware and server that they must hold for.</summary>
public static class ContractRuns
{
    [RunsOver(MiddlewareKind.Framework, ServerKind.InMemory)]
    public static class OverFramework
    {
        public sealed class AuthorizationTests : AuthorizationContract;
        public sealed class ChangedPathTests : ChangedPathContract;
        public sealed class ConditionalTests : ConditionalContract;
        public sealed class EncodingTests : EncodingContract;
        public sealed class FreshnessTests : FreshnessContract;
        public sealed class HeadTests : HeadContract;
        public sealed class OuterHeadTests : OuterHeadContract;
        public sealed class PathPropertyTests : PathPropertyContract;
        public sealed class PrivateTests : PrivateContract;
        public sealed class RangeTests : RangeContract;
        public sealed class SetCookieTests : SetCookieContract;
        public sealed class StatusCodeTests : StatusCodeContract;
        public sealed class StoredHeadersTests : StoredHeadersContract;
        public sealed class UnsafeMethodTests : UnsafeMethodContract;
        public sealed class VaryTests : VaryContract;
        public sealed class WholeResponseTests : WholeResponseContract;
    }

    [RunsOver(MiddlewareKind.Framework, ServerKind.Kestrel)]
    public static class OverFrameworkOnKestrel
    {
        public sealed class AuthorizationTests : AuthorizationContract;
        public sealed class ChangedPathTests : ChangedPathContract;
        public sealed class ConditionalTests : ConditionalContract;
        public sealed class EncodingTests : EncodingContract;
        public sealed class FreshnessTests : FreshnessContract;
        public sealed class HeadTests : HeadContract;
        public sealed class OuterHeadTests : OuterHeadContract;
        public sealed class PathPropertyTests : PathPropertyContract;
        public sealed class PrivateTests : PrivateContract;
        public sealed class RangeTests : RangeContract;
        public sealed class SetCookieTests : SetCookieContract;
        public sealed class StatusCodeTests : StatusCodeContract;
        public sealed class StoredHeadersTests : StoredHeadersContract;
        public sealed class UnsafeMethodTests : UnsafeMethodContract;
        public sealed class VaryTests : VaryContract;
        public sealed class WholeResponseTests : WholeResponseContract;
    }

    [RunsOver(MiddlewareKind.Tasker, ServerKind.InMemory)]
    public static class OverTasker
    {
        public sealed class AuthorizationTests : AuthorizationContract;
        public sealed class ChangedPathTests : ChangedPathContract;
        public sealed class ConditionalTests : ConditionalContract;
        public sealed class EncodingTests : EncodingContract;
        public sealed class FreshnessTests : FreshnessContract;
        public sealed class HeadTests : HeadContract;
        public sealed class OuterHeadTests : OuterHeadContract;
        public sealed class PathPropertyTests : PathPropertyContract;
        public sealed class PrivateTests : PrivateContract;
        public sealed class RangeTests : RangeContract;
        public sealed class SetCookieTests : SetCookieContract;
        public sealed class StatusCodeTests : StatusCodeContract;
        public sealed class StoredHeadersTests : StoredHeadersContract;
        public sealed class UnsafeMethodTests : UnsafeMethodContract;
        public sealed class VaryTests : VaryContract;
        public sealed class WholeResponseTests : WholeResponseContract;
    }

    [RunsOver(MiddlewareKind.Tasker, ServerKind.Kestrel)]
    public static class OverTaskerOnKestrel
    {
        public sealed class AuthorizationTests : AuthorizationContract;
        public sealed class ChangedPathTests : ChangedPathContract;
        public sealed class ConditionalTests : ConditionalContract;
        public sealed class EncodingTests : EncodingContract;
        public sealed class FreshnessTests : FreshnessContract;
        public sealed class HeadTests : HeadContract;
        public sealed class OuterHeadTests : OuterHeadContract;
        public sealed class PathPropertyTests : PathPropertyContract;
        public sealed class PrivateTests : PrivateContract;
        public sealed class RangeTests : RangeContract;
        public sealed class SetCookieTests : SetCookieContract;
        public sealed class StatusCodeTests : StatusCodeContract;
        public sealed class StoredHeadersTests : StoredHeadersContract;
        public sealed class UnsafeMethodTests : UnsafeMethodContract;
        public sealed class VaryTests : VaryContract;
        public sealed class WholeResponseTests : WholeResponseContract;
    }

    [RunsOver(MiddlewareKind.Framework, ServerKind.KestrelHttp2)]
    public static class OverFrameworkOnHttp2
    {
        public sealed class AuthorizationTests : AuthorizationContract;
        public sealed class ChangedPathTests : ChangedPathContract;
        public sealed class ConditionalTests : ConditionalContract;
        public sealed class EncodingTests : EncodingContract;
        public sealed class FreshnessTests : FreshnessContract;
        public sealed class HeadTests : HeadContract;
        public sealed class OuterHeadTests : OuterHeadContract;
        public sealed class PathPropertyTests : PathPropertyContract;
        public sealed class PrivateTests : PrivateContract;
        public sealed class RangeTests : RangeContract;
        public sealed class SetCookieTests : SetCookieContract;
        public sealed class StatusCodeTests : StatusCodeContract;
        public sealed class StoredHeadersTests : StoredHeadersContract;
        public sealed class UnsafeMethodTests : UnsafeMethodContract;
        public sealed class VaryTests : VaryContract;
        public sealed class WholeResponseTests : WholeResponseContract;
    }

    [RunsOver(MiddlewareKind.Tasker, ServerKind.KestrelHttp2)]
    public static class OverTaskerOnHttp2
    {
        public sealed class AuthorizationTests : AuthorizationContract;
        public sealed class ChangedPathTests : ChangedPathContract;
        public sealed class ConditionalTests : ConditionalContract;
        public sealed class EncodingTests : EncodingContract;
        public sealed class FreshnessTests : FreshnessContract;
        public sealed class HeadTests : HeadContract;
        public sealed class OuterHeadTests : OuterHeadContract;
        public sealed class PathPropertyTests : PathPropertyContract;
        public sealed class PrivateTests : PrivateContract;
        public sealed class RangeTests : RangeContract;
        public sealed class SetCookieTests : SetCookieContract;
        public sealed class StatusCodeTests : StatusCodeContract;
        public sealed class StoredHeadersTests : StoredHeadersContract;
        public sealed class UnsafeMethodTests : UnsafeMethodContract;
        public sealed class VaryTests : VaryContract;
        public sealed class WholeResponseTests : WholeResponseContract;
    }
}
