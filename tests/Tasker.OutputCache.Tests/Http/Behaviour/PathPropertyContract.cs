using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Behaviour;

/// <summary>Random routes, bases and spellings: after a successful POST to a path, a GET of it never gets the old answer.</summary>
public abstract class PathPropertyContract : BehaviourContract
{
    private const int Tables = 12;
    private const int Rounds = 25;

    private static readonly string[] Changing = ["POST"];
    private static readonly string[] Bases = ["", "", "/b", "/b/c", "/one/two/three/four/five/six"];
    private static readonly string[] Values = ["a", "b-c", "7", "x1", "true", "home", "é", "2026-01-05"];

    private readonly PathVersion _data = new();

    [Fact]
    public async Task Get_AfterPostToTheSamePath_IsNeverTheOldAnswer()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var table = 0; table < Tables; table++)
        {
            var pathBase = Pick(random, Bases);
            var isBranch = pathBase.Length > 0 && random.Next(2) == 0;
            var routes = Enumerable.Range(0, random.Next(1, 4)).Select(i => Route.Create(random, i)).ToArray();
            await using var app = await StartAsync(pathBase, isBranch, routes);
            for (var round = 0; round < Rounds; round++)
            {
                var route = Pick(random, routes);
                var values = route.PickValues(random);
                var (filled, changed) = (route.Spell(random, pathBase, values), route.Spell(random, pathBase, values));
                var read = Respell(random, changed);
                var hint = $"seed {seed}, base '{pathBase}', branch {isBranch}, routes {string.Join(' ', routes.Select(static route => route.Pattern))}: GET {filled}, POST {changed}, GET {read}";

                await app.Client.GetStringAsync(filled, Token);
                await app.Client.GetStringAsync(read, Token);
                var answer = await SendAsync(app, HttpMethod.Post, changed);

                Assert.True(answer.IsSuccessStatusCode, hint);
                Assert.True(await app.Client.GetStringAsync(read, Token) == $"{_data.Version}", hint);
                Assert.True(await app.Client.GetStringAsync(changed, Token) == $"{_data.Version}", hint);
            }
        }
    }

    private Task<TestApp> StartAsync(string pathBase, bool isBranch, Route[] routes)
    {
        return StartAsync(
            app =>
            {
                if (!isBranch)
                {
                    Map(app);
                }
            },
            pipeline: app =>
            {
                if (isBranch)
                {
                    app.Map(pathBase, branch =>
                    {
                        branch.UseRouting();
                        UseCache(branch);
                        branch.UseEndpoints(Map);
                    });
                    return;
                }

                app.UsePathBase(pathBase);
                app.UseRouting();
                UseCache(app);
            });

        void Map(IEndpointRouteBuilder app)
        {
            foreach (var route in routes)
            {
                app.MapGet(route.Pattern, () => $"{_data.Version}").CacheAnalytics();
            }

            app.MapMethods("/{**any}", Changing, () =>
            {
                _data.Change();
                return Results.NoContent();
            });
        }
    }

    private static T Pick<T>(Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];

    // The same path: case of letters and a slash at its end are not looked at.
    private static string Respell(Random random, string path)
    {
        var text = random.Next(2) == 0 ? path : path.TrimEnd('/') is { Length: > 0 } bare ? bare : "/";
        return random.Next(2) == 0 ? text : text.EndsWith('/') ? text : text + "/";
    }

    /// <summary>A route of its own first segment, or of none: literals, then parameters, then what may be left out.</summary>
    private sealed record Route(string? Literal, int Parameters, string? Default, bool IsRest)
    {
        public string Pattern => $"/{string.Join('/', new[] { Literal }.Concat(Enumerable.Range(0, Parameters).Select(static i => $"{{p{i.ToString(CultureInfo.InvariantCulture)}}}"))
            .Append(IsRest ? $"{{**rest{(Default is null ? null : $"={Default}")}}}" : Default is null ? null : $"{{last={Default}}}").Where(static part => part is not null))}";

        public static Route Create(Random random, int number) => new(
            number == 0 && random.Next(3) == 0 ? null : $"r{number}",
            random.Next(3),
            random.Next(2) == 0 ? null : Pick(random, Values),
            random.Next(3) == 0);

        public string[] PickValues(Random random)
        {
            var last = Default is not null && random.Next(2) == 0 ? Default
                : IsRest ? Pick(random, ["a/b", "a//b", "x", "a/b/c"])
                : Default is not null ? Pick(random, Values)
                : string.Empty;
            return [.. Enumerable.Range(0, Parameters).Select(_ => Pick(random, Values)), last];
        }

        public string Spell(Random random, string pathBase, string[] values)
        {
            var cased = random.Next(2) == 0 ? pathBase + (Literal is null ? null : $"/{Literal}") : (pathBase + (Literal is null ? null : $"/{Literal}")).ToUpperInvariant();
            var last = values[^1] == Default && random.Next(2) == 0 ? string.Empty : values[^1];
            var path = string.Join('/', new[] { cased }.Concat(values[..^1]).Append(last).Where(static (part, i) => i == 0 || part.Length > 0));
            path = path.StartsWith('/') ? path : $"/{path}";
            return random.Next(3) == 0 ? path + (path.EndsWith('/') ? null : "/") : path;
        }
    }
}
