using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tasker.OutputCache.Cli.Terminal;

namespace Tasker.OutputCache.Cli.Administration;

/// <summary>Asks the administration of a host, and says in a sentence what is wrong where there is no good answer.</summary>
internal sealed class AdminClient : IDisposable
{
    private const string Json = "application/json";
    private const string EventStream = "text/event-stream";

    private readonly HttpClient _client;
    private readonly Uri _address;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;

    public AdminClient(Uri address, string? token, IEnumerable<(string Name, string Value)> headers, TimeSpan timeout, TimeProvider clock)
    {
        _address = address;
        _timeout = timeout;
        _clock = clock;

        // A redirect leads to a sign-in page, and the token is for this host only.
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        if (!string.IsNullOrEmpty(token))
        {
            AddHeader("Authorization", $"Bearer {token}");
        }

        foreach (var (name, value) in headers)
        {
            AddHeader(name, value);
        }
    }

    private void AddHeader(string name, string value)
    {
        try
        {
            _client.DefaultRequestHeaders.Add(name, value);
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException)
        {
            throw new ToolException(ExitCode.Usage, $"The header '{name}' can't be sent: {exception.Message}");
        }
    }

    /// <summary>Gets the answer to a request as its text.</summary>
    public async Task<string> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        return await SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Posts a body, and gets the answer as its text.</summary>
    public async Task<string> PostAsync<T>(string path, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
        request.Content = new StringContent(JsonSerializer.Serialize(body, type), Encoding.UTF8, Json);
        return await SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_timeout, _clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var response = await _client.SendAsync(request, ended.Token).ConfigureAwait(false);
            var text = await response.Content.ReadAsStringAsync(ended.Token).ConfigureAwait(false);
            return IsGood(response, Json) ? text : throw Failure(response, text);
        }
        catch (Exception exception) when (IsNoAnswer(exception, cancellationToken))
        {
            throw NoAnswer(exception);
        }
    }

    /// <summary>Opens the stream of statistics.</summary>
    public async Task<Stream> ListenAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_timeout, _clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("events", UriKind.Relative));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(EventStream));
        try
        {
            var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ended.Token).ConfigureAwait(false);
            if (!IsGood(response, EventStream))
            {
                var text = await response.Content.ReadAsStringAsync(ended.Token).ConfigureAwait(false);
                response.Dispose();
                throw Failure(response, text);
            }

            return await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsNoAnswer(exception, cancellationToken))
        {
            throw NoAnswer(exception);
        }
    }

    private static bool IsGood(HttpResponseMessage response, string mediaType) =>
        response.StatusCode == HttpStatusCode.OK && response.Content.Headers.ContentType?.MediaType == mediaType;

    private static bool IsNoAnswer(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private ToolException NoAnswer(Exception exception) =>
        new(ExitCode.NoAnswer, exception is OperationCanceledException ? $"{_address} has not answered within {_timeout.TotalSeconds} s." : $"{_address} does not answer: {exception.Message}");

    private ToolException Failure(HttpResponseMessage response, string text) => response.StatusCode switch
    {
        HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.ServiceUnavailable
            when ReadRefusal(text) is { } refusal => new(ExitCode.Refused, refusal),
        HttpStatusCode.NotFound => new(ExitCode.NotLetIn, $"There is no administration at {_address}, or it is closed to you: MapTaskerCache answers 404 to callers that the host does not let in."),
        HttpStatusCode.Unauthorized => new(ExitCode.NotLetIn, $"{_address} wants to know who you are (401). Give --token or --header."),
        HttpStatusCode.Forbidden => new(ExitCode.NotLetIn, $"{_address} does not let you in (403)."),
        >= HttpStatusCode.Moved and < HttpStatusCode.BadRequest => new(ExitCode.NotLetIn, $"{_address} redirects to {response.Headers.Location}: to a sign-in page, or to another address. Give --token, or the other address."),
        HttpStatusCode.OK => new(ExitCode.NoAnswer, $"What answers at {_address} is not the administration of the cache."),
        var status => new(ExitCode.NoAnswer, $"{_address} answers {(int)status} {status}."),
    };

    private static string? ReadRefusal(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, AdminJson.Default.Refusal)?.Error;
        }
        catch (JsonException)
        {
            // Another program has written this body.
            return null;
        }
    }

    public void Dispose() => _client.Dispose();
}
