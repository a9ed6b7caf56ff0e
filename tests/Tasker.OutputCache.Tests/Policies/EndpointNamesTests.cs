using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Tasker.OutputCache.Endpoints.Identity;
using Xunit;

namespace Tasker.OutputCache.Tests.Policies;

public sealed class EndpointNamesTests
{
    private readonly EndpointNames _names = new();

    [Fact]
    public void Find_OneClaimant_HasThePlainName() => Assert.Equal(["a-b"], Assign(Cached("/a-b")));

    [Fact]
    public void Find_SeveralClaimants_AllHaveSuffixesWhateverTheirOrder()
    {
        var endpoints = new[] { Cached("/a-b"), Cached("/a/b"), Cached("/a.b", "a-b"), Cached("/c"), Cached("/d", "C") };

        var names = Assign(endpoints);
        var reversed = Assign([.. endpoints.Reverse()]);

        Assert.DoesNotContain("a-b", names);
        Assert.DoesNotContain("c", names, StringComparer.OrdinalIgnoreCase);
        Assert.Equal(5, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(names, reversed.Reverse());
    }

    // A suffix that changes makes every deployment begin with a cold cache.
    [Fact]
    public void Find_Suffix_IsTheSameInEveryBuild() =>
        Assert.Equal(["a-b-af48d438", "a-b-30b1c93b"], Assign(Cached("/a-b", null, new HttpMethodMetadata(["GET"])), Cached("/a/b", null, new HttpMethodMetadata(["GET"]))));

    [Fact]
    public void Find_OfOneIdentity_NeitherHasAName() => Assert.Equal([null, null, "y"], Assign(Cached("/x"), Cached("/x"), Cached("/y")));

    [Fact]
    public void Find_OfOneIdentityBesideAnother_OnlyTheOtherHasAName()
    {
        var names = Assign(Cached("/x", "n"), Cached("/x", "n"), Cached("/y", "n"));

        Assert.Equal([null, null], names.Take(2));
        Assert.StartsWith("n-", names[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Find_NameThatReadsLikeASuffix_IsNotGivenTwice()
    {
        var suffixed = Assign(Cached("/a-b"), Cached("/a/b"))[0]!;

        var names = Assign(Cached("/a-b"), Cached("/a/b"), Cached("/other", suffixed));

        Assert.Equal(2, names.OfType<string>().Distinct().Count());
        Assert.Single(names, static name => name is null);
    }

    [Fact]
    public void Find_ChosenBySomethingUnknown_NeedsANameOfItsOwn()
    {
        Endpoint[] endpoints = [Unknown("/x/{id}", null), Unknown("/y/{id}", "y"), Unknown("/z/{id}", "same"), Cached("/other", "same")];

        var names = Assign(endpoints);

        Assert.Null(names[0]);
        Assert.Equal("y", names[1]);
        Assert.Null(names[2]);
        Assert.StartsWith("same-", names[3], StringComparison.Ordinal);

        static RouteEndpoint Unknown(string pattern, string? name) => new(
            static _ => Task.CompletedTask,
            RoutePatternFactory.Parse(pattern, null, new { id = new UnknownConstraint() }),
            0,
            new EndpointMetadataCollection(new CacheAnalyticsAttribute(name)),
            null);
    }

    private sealed class UnknownConstraint : IRouteConstraint
    {
        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) => true;
    }

    [Fact]
    public void Find_EndpointMadeAnew_HasTheSameName()
    {
        var name = Assert.Single(Assign(Cached("/x")));

        Assert.Equal(name, Find(Cached("/x"), "shape").Value);
    }

    [Fact]
    public void Find_EndpointThatComesLater_HasNoNameOfAnother()
    {
        Assert.Equal(["a-b"], Assign(Cached("/a-b")));

        Assert.StartsWith("a-b-", Find(Cached("/a/b"), "other").Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_NameThatMeantSomethingElseBefore_IsAnotherOne()
    {
        Assert.Equal(["x"], Assign(Cached("/x")));

        Assert.Equal("x-fedcba98", Find(Cached("/x"), "fedcba9876543210").Value);
        Assert.Equal("x", Find(Cached("/x"), "shape").Value);
    }

    [Theory]
    [MemberData(nameof(Differences))]
    public void Identity_WhateverRoutingLooksAt_IsPartOfIt(Endpoint one, Endpoint other) =>
        Assert.NotEqual(EndpointIdentity.Of(one, RoutedEndpoints.NoSelectors).Text, EndpointIdentity.Of(other, RoutedEndpoints.NoSelectors).Text);

    public static TheoryData<Endpoint, Endpoint> Differences => new()
    {
        { Cached("/x"), Cached("/y") },
        { Cached("/x/{id:int}"), Cached("/x/{id:guid}") },
        { Cached("/x/{id=1}"), Cached("/x/{id=2}") },
        { Cached("/x"), RoutedEndpoints.Endpoint("/x", 1, new CacheAnalyticsAttribute()) },
        { Cached("/x", null, new HttpMethodMetadata(["GET"])), Cached("/x", null, new HttpMethodMetadata(["GET", "POST"])) },
        { Cached("/x", null, new HostAttribute("a")), Cached("/x", null, new HostAttribute("b")) },
        { Cached("/x", null, new HostAttribute("a:1")), Cached("/x", null, new HostAttribute("a:2")) },
        { Cached("/x", null, new AcceptsMetadata(["text/plain"])), Cached("/x", null, new AcceptsMetadata(["text/html"])) },
        { Cached("/x", null, new DataTokensMetadata(new Dictionary<string, object?> { ["tenant"] = "a" })), Cached("/x", null, new DataTokensMetadata(new Dictionary<string, object?> { ["tenant"] = "b" })) },
        { Cached("/x", null, new ContentEncodingMetadata("gzip", 1)), Cached("/x", null, new ContentEncodingMetadata("br", 1)) },
    };

    [Fact]
    public void Identity_NeitherNamesThatAreShownNorDelegates_ArePartOfIt()
    {
        var one = new RouteEndpoint(static _ => Task.CompletedTask, RoutedEndpoints.Endpoint("/x").RoutePattern, 0, EndpointMetadataCollection.Empty, "one");
        var other = new RouteEndpoint(static _ => throw new InvalidOperationException(), RoutedEndpoints.Endpoint("/x").RoutePattern, 0, EndpointMetadataCollection.Empty, "other");

        Assert.Equal(EndpointIdentity.Of(one, RoutedEndpoints.NoSelectors).Text, EndpointIdentity.Of(other, RoutedEndpoints.NoSelectors).Text);
    }

    private static RouteEndpoint Cached(string pattern, string? name = null, params object[] metadata) =>
        RoutedEndpoints.Endpoint(pattern, [new CacheAnalyticsAttribute(name), .. metadata]);

    private IReadOnlyList<string?> Assign(params Endpoint[] endpoints)
    {
        _names.Assign(endpoints.Select(static endpoint => EndpointClaim.Of(endpoint, RoutedEndpoints.NoSelectors)));
        return endpoints.Select(endpoint => Find(endpoint, "shape").Value).ToArray();
    }

    private EndpointName Find(Endpoint endpoint, string shape) => _names.Find(EndpointClaim.Of(endpoint, RoutedEndpoints.NoSelectors), endpoint, shape);
}
