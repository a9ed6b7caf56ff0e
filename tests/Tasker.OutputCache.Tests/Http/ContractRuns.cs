namespace Tasker.OutputCache.Tests.Http;

/// <summary>The contracts of this folder, over each middleware and server that they must hold for.</summary>
public static class ContractRuns
{
    [RunsOver(MiddlewareKind.Framework, ServerKind.InMemory)]
    public static class OverFramework
    {
        public sealed class EmptyValueTests : EmptyValueContract;
        public sealed class FilterPermissionTests : FilterPermissionContract;
        public sealed class IdentityTests : IdentityContract;
        public sealed class IsolationTests : IsolationContract;
        public sealed class LeaderFaultTests : LeaderFaultContract;
        public sealed class ParameterAliasTests : ParameterAliasContract;
        public sealed class RaceTests : RaceContract;
        public sealed class SeparatorTests : SeparatorContract;
        public sealed class SharedTierTests : SharedTierContract;
        public sealed class StorageRulesTests : StorageRulesContract;
        public sealed class TagMeaningTests : TagMeaningContract;
        public sealed class TypedDeclarationTests : TypedDeclarationContract;
        public sealed class ValueFormTests : ValueFormContract;
    }

    [RunsOver(MiddlewareKind.Framework, ServerKind.Kestrel)]
    public static class OverFrameworkOnKestrel
    {
        public sealed class EmptyValueTests : EmptyValueContract;
        public sealed class FilterPermissionTests : FilterPermissionContract;
        public sealed class IdentityTests : IdentityContract;
        public sealed class IsolationTests : IsolationContract;
        public sealed class LeaderFaultTests : LeaderFaultContract;
        public sealed class ParameterAliasTests : ParameterAliasContract;
        public sealed class RaceTests : RaceContract;
        public sealed class SeparatorTests : SeparatorContract;
        public sealed class SharedTierTests : SharedTierContract;
        public sealed class StorageRulesTests : StorageRulesContract;
        public sealed class ValueFormTests : ValueFormContract;
    }

    [RunsOver(MiddlewareKind.Tasker, ServerKind.InMemory)]
    public static class OverTasker
    {
        public sealed class EmptyValueTests : EmptyValueContract;
        public sealed class FilterPermissionTests : FilterPermissionContract;
        public sealed class IdentityTests : IdentityContract;
        public sealed class IsolationTests : IsolationContract;
        public sealed class LeaderFaultTests : LeaderFaultContract;
        public sealed class ParameterAliasTests : ParameterAliasContract;
        public sealed class RaceTests : RaceContract;
        public sealed class SeparatorTests : SeparatorContract;
        public sealed class SharedTierTests : SharedTierContract;
        public sealed class StorageRulesTests : StorageRulesContract;
        public sealed class TagMeaningTests : TagMeaningContract;
        public sealed class TypedDeclarationTests : TypedDeclarationContract;
        public sealed class ValueFormTests : ValueFormContract;
    }

    [RunsOver(MiddlewareKind.Tasker, ServerKind.Kestrel)]
    public static class OverTaskerOnKestrel
    {
        public sealed class EmptyValueTests : EmptyValueContract;
        public sealed class FilterPermissionTests : FilterPermissionContract;
        public sealed class IdentityTests : IdentityContract;
        public sealed class IsolationTests : IsolationContract;
        public sealed class LeaderFaultTests : LeaderFaultContract;
        public sealed class ParameterAliasTests : ParameterAliasContract;
        public sealed class RaceTests : RaceContract;
        public sealed class SeparatorTests : SeparatorContract;
        public sealed class SharedTierTests : SharedTierContract;
        public sealed class StorageRulesTests : StorageRulesContract;
        public sealed class ValueFormTests : ValueFormContract;
    }
}
