using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.TestUtilities.Troubleshooting;
using Tasker.OutputCache.Tests.Hosting;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Documentation.Troubleshooting;

/// <summary>Tests that make a mistake of <c>docs/troubleshooting.md</c> and compare what the library says with what the page quotes.</summary>
public abstract class MistakeContract : HttpContract, IDisposable
{
    private protected const string Orders = "/v1/orders";

    private readonly CollectingLoggerProvider _logs = new();
    private readonly List<Symptom> _seen = [];

    public void Dispose()
    {
        _logs.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected Task<TestApp> StartAsync(
        Action<WebApplication> endpoints,
        Action<TaskerCachingOptions>? options = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? pipeline = null,
        params (string Key, string Value)[] configuration) =>
        TestApp.StartAsync(
            endpoints,
            options,
            services,
            _logs,
            pipeline ?? UseCache,
            new ConfigurationBuilder().AddInMemoryCollection(configuration.Select(static pair => KeyValuePair.Create<string, string?>(pair.Key, pair.Value))).Build());

    /// <summary>Sends a request, and notes its <c>Cache-Status</c>.</summary>
    private protected async Task SendAsync(TestApp app, HttpRequestMessage? request = null)
    {
        using var sent = request ?? new HttpRequestMessage(HttpMethod.Get, Orders);
        using var response = await app.Client.SendAsync(sent, Token);
        _seen.Add(new Symptom("Cache-Status", StatusOf(response)));
    }

    private protected bool IsLogged(int id) => _logs.Entries.Any(line => line.EventId.Id == id);

    private protected void Note(Exception exception) => _seen.Add(new Symptom(exception.GetType().Name, exception.Message));

    /// <summary>Checks that all that the page quotes for the mistake of this test was seen. Lines of a request may come after its response.</summary>
    private protected Task AssertToldAsync([CallerMemberName] string test = "")
    {
        var number = GetType().GetMethod(test)!.GetCustomAttribute<MistakeAttribute>()!.Number;
        Symptom[] quoted = [.. TroubleshootingPage.Mistakes[number].Where(static symptom => !symptom.IsOfCompiler)];
        Assert.NotEmpty(quoted);

        return Eventually.Async(
            _ => Task.FromResult(DescribeMissing(quoted)),
            static missing => missing.Length == 0,
            Deadline,
            $"all that the page quotes for mistake {number} is said",
            Token);
    }

    private string DescribeMissing(Symptom[] quoted)
    {
        Symptom[] seen = [.. _seen, .. _logs.Entries.Where(static line => line.EventId.Id != 0).Select(static line => new Symptom($"{WordFor(line.Level)}: [{line.EventId.Id}]", line.Message))];
        Symptom[] missing = [.. quoted.Where(symptom => !seen.Any(symptom.IsIn))];
        return missing.Length == 0 ? string.Empty : $"\nNot said:\n{string.Join('\n', missing.AsEnumerable())}\nSaid:\n{string.Join('\n', seen.Where(said => missing.Any(symptom => symptom.Source == said.Source)))}\n";
    }

    private static string WordFor(LogLevel level) => level switch
    {
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => $"{level}",
    };
}
