using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Redis.Tests.Evictions;

/// <summary>What <c>docs/evictions-from-elsewhere.md</c> tells people to paste is run as it stands there, and evicts.</summary>
public sealed partial class FromElsewhereTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "evictions-from-elsewhere.md")).ReplaceLineEndings("\n");
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sh", "bash", true)]
    [InlineData("python", "python3", true)]
    [InlineData("sh", "bash", false)]
    [InlineData("python", "python3", false)]
    public async Task Page_Program_EvictsOnAHostThatIsAttached(string language, string interpreter, bool isThereALog)
    {
        // A server of its own: the page uses the names that a host has by default.
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var app = isThereALog ? await StartAsync(redis) : null;
        if (app is not null)
        {
            await ReadUntilHitAsync(app, "payments");
            await ReadUntilHitAsync(app, "billing");
        }

        var output = await RunAsync(interpreter, Program(language), redis.Url);

        Assert.Matches(Answer(), output);
        if (app is not null)
        {
            // By the message, not by the next reading of the log, which is a minute away.
            using var client = ClientOf(app);
            await Eventually.Async(async token => await client.GetStringAsync("/payments/report", token), static text => text == "run 2", Deadline, "payments is computed anew", Token);
            Assert.Equal("run 1", await client.GetStringAsync("/billing/report", Token));
        }
    }

    [Fact]
    public void Page_Script_IsTheOneThatTheHostsRun()
    {
        Assert.Contains("src/Tasker.Caching.Redis/Scripts", Program("sh"), StringComparison.Ordinal);
        Assert.Contains("log.lua", Program("sh"), StringComparison.Ordinal);
        Assert.Contains("append.lua", Program("python"), StringComparison.Ordinal);
        foreach (var name in new[] { "log", "append" })
        {
            using var embedded = typeof(RedisNames).Assembly.GetManifestResourceStream($"{name}.lua")!;
            using var reader = new StreamReader(embedded);
            Assert.Equal(reader.ReadToEnd(), File.ReadAllText(Repository.PathOf("src", "Tasker.Caching.Redis", "Scripts", $"{name}.lua")));
        }
    }

    private static async Task<WebApplication> StartAsync(RedisServer redis)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services
            .AddTaskerOutputCache(
                new ConfigurationBuilder().AddInMemoryCollection([new("common:cache:backend", "redis"), new("common:cache:redis:url", redis.Url)]).Build(),
                static options =>
                {
                    options.Evictions.CatchUpInterval = TimeSpan.FromMinutes(1);
                    options.Evictions.StalenessBound = TimeSpan.FromMinutes(10);
                })
            .AddRedis();
        var app = builder.Build();
        var runs = new Dictionary<string, int>();
        app.UseOutputCache();
        app.MapGet("/{namespace}/report", (string @namespace) =>
        {
            lock (runs)
            {
                return $"run {runs[@namespace] = runs.GetValueOrDefault(@namespace) + 1}";
            }
        }).CacheAnalytics("report", vary: ["namespace"]);
        await app.StartAsync(Token);
        return app;
    }

    private static HttpClient ClientOf(WebApplication app) => new() { BaseAddress = new Uri(app.Urls.First()) };

    private static async Task ReadUntilHitAsync(WebApplication app, string @namespace)
    {
        using var client = ClientOf(app);
        await Eventually.Async(
            async token =>
            {
                using var response = await client.GetAsync($"/{@namespace}/report", token);
                return (Text: await response.Content.ReadAsStringAsync(token), Status: response.Headers.GetValues("Cache-Status").Single());
            },
            static answer => answer.Status.Contains("hit", StringComparison.Ordinal),
            Deadline,
            "it is cached",
            Token);
        Assert.Equal("run 1", await client.GetStringAsync($"/{@namespace}/report", Token));
    }

    private static string Program(string language) =>
        Assert.Single(CodeBlock().Matches(Page), block => block.Groups["language"].Value == language && block.Groups["text"].Value.Contains("append.lua", StringComparison.Ordinal)).Groups["text"].Value;

    private static async Task<string> RunAsync(string interpreter, string program, string url)
    {
        using var process = Process.Start(new ProcessStartInfo(interpreter, interpreter == "bash" ? ["-euo", "pipefail", "-s"] : ["-"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["REDIS_URL"] = url },
        })!;
        await process.StandardInput.WriteAsync(program);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(Token);
        var error = process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token).WaitAsync(Deadline, Token);
        Assert.True(process.ExitCode == 0, $"{interpreter}: {await output}{await error}");
        return await output;
    }

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    // Generation, head before, sequence, marker.
    [GeneratedRegex("[0-9a-f]{32}[^0-9a-f]+[0-9]+[^0-9]+[0-9]{16}[^0-9]+[0-9]{16}")]
    private static partial Regex Answer();
}
