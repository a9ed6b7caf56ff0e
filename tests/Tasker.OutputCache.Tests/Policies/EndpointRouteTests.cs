using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Filters;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Keys;
using Xunit;

namespace Tasker.OutputCache.Tests.Policies;

public sealed class EndpointRouteTests
{
    [Fact]
    public void TryWrite_RequestsThatReachTheHandlerAsOne_AndNoOthers_HaveOneKey()
    {
        var endpoint = RoutedEndpoints.Endpoint("/x/{id?}", new ActionDescriptor());
        var template = RoutedEndpoints.Template(endpoint, PolicyRequests.Parameters("route:id", "ns"));
        string[] texts = ["", "1", "2", ":", "*", "%=", "a:%$id:1", "@1", "%@1"];
        var seen = new Dictionary<string, (string?, string, string, string?, string?)>(StringComparer.Ordinal);

        // Every value in every place.
        foreach (var id in texts.Append(null))
        foreach (var path in new[] { "/x", "/x/", "/X/1", "/x/1", "/x/2", "/x/:", "/x/1/", "" })
        foreach (var pathBase in new[] { "", "/a", "/a:1", "/A" })
        foreach (var extra in texts.Append(null))
        foreach (var query in new[] { null, "1", "2", "1:%$tenant:2" })
        {
            var context = RoutedEndpoints.Request(path, query is null ? "" : $"?id={Uri.EscapeDataString(query)}&ns=5", pathBase);
            if (!string.IsNullOrEmpty(id))
            {
                context.Request.RouteValues["id"] = id;
            }

            if (extra is not null)
            {
                context.Request.RouteValues["tenant"] = extra;
            }

            // What the handler can see: the query counts where the route has no value.
            var sight = (string.IsNullOrEmpty(id) ? null : id, path, pathBase, extra, query is null ? null : string.IsNullOrEmpty(id) ? query : "5");
            var key = template.Key(context);
            Assert.True(!seen.TryGetValue(key, out var other) || other == sight, $"{key}: {sight} and {other}");
            seen[key] = sight;
        }
    }

    [Theory]
    [InlineData("/x", "/x", "tasker:analytics:x")]
    [InlineData("/x", "/x/", "tasker:analytics:x:%=/x/")]
    [InlineData("/", "/", "tasker:analytics:x")]
    [InlineData("/", "", "tasker:analytics:x:%=")]
    [InlineData("/Orders/list", "/orders/list", "tasker:analytics:x:%=/orders/list")]
    public void TryWrite_Path_IsAddedWhereThePatternDoesNotTellIt(string pattern, string path, string key) =>
        Assert.Equal(key, RoutedEndpoints.Template(RoutedEndpoints.Endpoint(pattern), CacheParameterSet.Empty).Key(RoutedEndpoints.Request(path)));

    [Fact]
    public void TryWrite_WithoutARoute_ThePathIsPartOfTheKey()
    {
        var template = RoutedEndpoints.Template(new Endpoint(null, new EndpointMetadataCollection(new ActionDescriptor()), null), CacheParameterSet.Empty);

        Assert.Equal("tasker:analytics:x:%=/about", template.Key(RoutedEndpoints.Request("/about")));
        Assert.Equal("tasker:analytics:x:%=/about:%$slug:about", template.Key(RoutedEndpoints.Request("/about", routeValues: ("Slug", "about"))));
    }

    [Fact]
    public void TryWrite_ValuesOfTheAction_AreNoPartOfTheKeyUnlessTheyWereChanged()
    {
        var action = new ActionDescriptor { RouteValues = new Dictionary<string, string?> { ["controller"] = "Home", ["action"] = "Index", ["area"] = null } };
        var template = RoutedEndpoints.Template(RoutedEndpoints.Endpoint("/x", action), CacheParameterSet.Empty);

        Assert.Equal("tasker:analytics:x", template.Key(RoutedEndpoints.Request("/x", routeValues: [("controller", "Home"), ("action", "Index"), ("area", "")])));
        Assert.Equal("tasker:analytics:x:%$area:admin", template.Key(RoutedEndpoints.Request("/x", routeValues: [("controller", "Home"), ("action", "Index"), ("area", "admin")])));
    }

    [Fact]
    public void TryWrite_HandlerOfAPage_IsPartOfTheKey()
    {
        var page = new ActionDescriptor { RouteValues = new Dictionary<string, string?> { ["page"] = "/Orders" } };
        var template = RoutedEndpoints.Template(RoutedEndpoints.Endpoint("/orders", page), CacheParameterSet.Empty);

        Assert.Equal("tasker:analytics:x", template.Key(RoutedEndpoints.Request("/orders", "?utm=x", routeValues: ("page", "/Orders"))));
        Assert.Equal("tasker:analytics:x:%?handler:totals", template.Key(RoutedEndpoints.Request("/orders", "?handler=totals", routeValues: ("page", "/Orders"))));
    }

    [Fact]
    public void TryWrite_FormatOfAResponse_IsPartOfTheKey()
    {
        var action = new ActionDescriptor { FilterDescriptors = [new FilterDescriptor(new FormatFilterAttribute(), 0)] };
        var template = RoutedEndpoints.Template(RoutedEndpoints.Endpoint("/orders", action), CacheParameterSet.Empty);

        Assert.Equal("tasker:analytics:x:%?format:xml", template.Key(RoutedEndpoints.Request("/orders", "?format=xml")));
    }

    [Fact]
    public void TryWrite_MoreRouteValuesThanAnyoneHas_IsRefused()
    {
        var template = RoutedEndpoints.Template(RoutedEndpoints.Endpoint("/x"), CacheParameterSet.Empty);
        var context = RoutedEndpoints.Request("/x", routeValues: [.. Enumerable.Range(0, 17).Select(static i => ($"v{i}", (object?)"1"))]);

        Assert.Equal(KeyRefusal.Route, template.TryKey(context, out _));
    }

    [Fact]
    public void TryWrite_LongAdditions_AreHashedTogether()
    {
        var template = RoutedEndpoints.Template(RoutedEndpoints.Endpoint("/x"), CacheParameterSet.Empty);

        var one = template.Key(Long("a"));
        var other = template.Key(Long("b"));

        Assert.InRange(one.Length, 0, 200);
        Assert.NotEqual(one, other);

        static DefaultHttpContext Long(string last) => RoutedEndpoints.Request(
            "/x", routeValues: [.. Enumerable.Range(0, 15).Select(static i => ($"value{i}", (object?)new string('a', 90))), ("z", last)]);
    }
}
