using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Identity;

/// <summary>Whatever routing chose an endpoint by, and whatever it gives to the handler, no request gets another's response.</summary>
public abstract class IdentityContract : HttpContract
{
    private int _runs;

    private protected string Run(string answer) => $"{answer} #{Interlocked.Increment(ref _runs)}";

    /// <summary>Sends each request twice: its answer begins as it must, and the second is the first one's copy.</summary>
    private protected static async Task AssertOwnAsync(TestApp app, params (string Url, string Answer)[] requests)
    {
        var answers = new List<string>();
        foreach (var (url, expected) in requests)
        {
            var answer = await SendAsync(app, url);
            Assert.StartsWith(expected + " #", answer, StringComparison.Ordinal);
            answers.Add(answer);
        }

        for (var i = 0; i < requests.Length; i++)
        {
            Assert.Equal(answers[i], await SendAsync(app, requests[i].Url));
        }
    }

    /// <summary>Sends each request twice: its answer begins as it must, and nothing is kept.</summary>
    private protected static async Task AssertNotCachedAsync(TestApp app, string detail, params (string Url, string Answer)[] requests)
    {
        foreach (var (url, expected) in requests.Concat(requests))
        {
            using var request = Request(url);
            var response = await app.Client.SendAsync(request, Token);
            Assert.StartsWith(expected + " #", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
            Assert.Equal($"tasker; fwd=bypass; detail={detail}", StatusOf(response));
        }
    }

    private protected static async Task<string> SendAsync(TestApp app, string url)
    {
        using var request = Request(url);
        var response = await app.Client.SendAsync(request, Token);
        Assert.Equal(200, (int)response.StatusCode);
        return await response.Content.ReadAsStringAsync(Token);
    }

    // "/x|Host: a.example|x-version: 2": a path, and headers.
    private static HttpRequestMessage Request(string text)
    {
        var parts = text.Split('|');
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(parts[0], UriKind.Relative));
        foreach (var header in parts[1..])
        {
            var (name, value) = (header.Split(": ")[0], header.Split(": ")[1]);
            if (name == "Content-Type")
            {
                request.Content = new ByteArrayContent([]);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }

    private protected static void AddController<TController>(IServiceCollection services) => services.AddControllers().ConfigureApplicationPartManager(static parts =>
    {
        parts.ApplicationParts.Clear();
        parts.ApplicationParts.Add(new OneController(typeof(TController)));
    });

    private protected static void AssertOneLine(CollectingLoggerProvider logs, params string[] parts)
    {
        var line = Assert.Single(logs.Entries, static entry => entry.Level >= LogLevel.Warning);
        Assert.All(parts, part => Assert.Contains(part, line.Message, StringComparison.Ordinal));
    }
}
