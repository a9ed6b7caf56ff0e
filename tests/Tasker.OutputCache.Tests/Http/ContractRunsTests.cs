using Tasker.OutputCache.Tests.Middleware;
using Xunit;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>No contract is forgotten in a list of runs.</summary>
public sealed class ContractRunsTests
{
    // What they say holds for our middleware only.
    private static readonly Type[] OursOnly = [typeof(TaskerOutputCacheMiddlewareContract), typeof(SameResponseContract)];

    private static readonly Type[] Classes = [.. typeof(HttpContract).Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(HttpContract)))];

    public static TheoryData<string> Contracts =>
        [.. Classes.Where(static type => type.IsAbstract && type.GetMethods().Any(static method => method.IsDefined(typeof(FactAttribute), inherit: true))).Select(static type => type.FullName!)];

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Contract_RunsOverBothMiddlewares_OnTheSameServers(string name)
    {
        var contract = typeof(HttpContract).Assembly.GetType(name, throwOnError: true)!;
        var runs = Classes.Where(type => type.BaseType == contract).Select(RunsOverAttribute.Of).ToArray();

        var framework = runs.Where(static run => run.Middleware == MiddlewareKind.Framework).Select(static run => run.Server).Order();
        var tasker = runs.Where(static run => run.Middleware == MiddlewareKind.Tasker).Select(static run => run.Server).Order();

        Assert.Contains(ServerKind.InMemory, tasker);
        Assert.Equal(OursOnly.Contains(contract) ? [] : tasker, framework);
        Assert.Equal(runs.Length, runs.Select(static run => (run.Middleware, run.Server)).Distinct().Count());
    }

    [Theory]
    [InlineData(typeof(Unmarked), MiddlewareKind.Framework, ServerKind.InMemory)]
    [InlineData(typeof(Marked), MiddlewareKind.Tasker, ServerKind.Kestrel)]
    [InlineData(typeof(Marked.Nested), MiddlewareKind.Tasker, ServerKind.Kestrel)]
    public void Of_Class_IsItsOwnMarkOrThatOfTheClassAround(Type tests, MiddlewareKind middleware, ServerKind server)
    {
        var runsOver = RunsOverAttribute.Of(tests);

        Assert.Equal((middleware, server), (runsOver.Middleware, runsOver.Server));
    }

    private sealed class Unmarked;

    [RunsOver(MiddlewareKind.Tasker, ServerKind.Kestrel)]
    private sealed class Marked
    {
        public sealed class Nested;
    }
}
