using System.Net;
using System.Text;

namespace Tasker.OutputCache.Tests.Purging;

/// <summary>Writes down what it is sent, and answers as it is told to.</summary>
internal sealed class RecordedServer : HttpMessageHandler
{
    public List<string> Requests { get; } = [];

    public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

    public string Body { get; set; } = string.Empty;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var text = new StringBuilder($"{request.Method} {request.RequestUri}\n");
        foreach (var (name, values) in request.Headers)
        {
            text.Append(name).Append(": ").AppendJoin(' ', values).Append('\n');
        }

        if (request.Content is { } content)
        {
            text.Append(await content.ReadAsStringAsync(cancellationToken));
        }

        Requests.Add(text.ToString());
        return new HttpResponseMessage(Status) { Content = new StringContent(Body) };
    }
}
