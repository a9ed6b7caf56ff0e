using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;

namespace Tasker.OutputCache.Tests.Middleware;

/// <summary>A response that some handler makes: status, headers, and the steps in which it writes its body.</summary>
public sealed record GeneratedResponse(int Status, Header[] Headers, Header[] HeadersOfCallback, bool HasLength, Step[] Steps, Header[] Trailers, bool Announces)
{
    private static readonly int[] Statuses = [200, 200, 200, 203, 301, 404, 410];

    private static readonly string[] Names = ["Content-Type", "content-language", "X-Frame-Options", "X-a", "Last-Modified", "Link", "Cache-Control", "Strict-Transport-Security", "Location", "Server", "Expires", "X-Empty"];

    private static readonly string[] Values = ["sameorigin", "a, b", "GZIP", "text/html;charset=utf-8", "Text/HTML", "max-age=60", "\"quoted, text\"", "Sat, 01 Jan 2000 00:00:00 GMT", "*", "a  b", "-", "x=1; y=2"];

    private static readonly Gen<Header> AnyHeader =
        from name in Gen.Elements(Names)
        from count in Gen.Choose(1, 3)
        from values in Gen.Elements(Values).ArrayOf(count)
        select new Header(name, values);

    private static readonly Gen<Step> AnyStep =
        from kind in Gen.Elements(Enum.GetValues<StepKind>())
        from length in Gen.Frequency((6, Gen.Choose(0, 40)), (2, Gen.Choose(1000, 9000)), (1, Gen.Choose(60_000, 150_000)))
        select new Step(kind, length);

    public static readonly Gen<GeneratedResponse> All =
        from status in Gen.Elements(Statuses)
        from headers in Few(AnyHeader, 4)
        from callback in Few(AnyHeader, 2)
        from hasLength in Gen.Elements(true, false)
        from steps in Few(AnyStep, 8)
        from trailers in Gen.Frequency((5, Gen.Constant(Array.Empty<Header>())), (1, Few(Gen.Elements("X-Trailer", "X-Checksum").Select(static name => new Header(name, ["1"])), 2)))
        from announces in Gen.Elements(true, false)
        select new GeneratedResponse(status, headers, callback, hasLength && trailers.Length == 0, steps, trailers, announces);

    private static Gen<T[]> Few<T>(Gen<T> gen, int most) => Gen.Choose(0, most).SelectMany(count => gen.ArrayOf(count));

    /// <summary>Tells whether the second answer has to come out of the cache.</summary>
    public bool IsStorable(bool serverSendsTrailers) => Trailers.Length == 0 || !(Announces || serverSendsTrailers);

    /// <summary>Writes the response, as a handler does.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Status;
        foreach (var header in Headers)
        {
            response.Headers[header.Name] = header.Values;
        }

        response.OnStarting(() =>
        {
            foreach (var header in HeadersOfCallback)
            {
                response.Headers[header.Name] = header.Values;
            }

            return Task.CompletedTask;
        });
        if (HasLength)
        {
            response.ContentLength = Steps.Sum(static step => step.Length);
        }

        foreach (var trailer in Trailers)
        {
            if (Announces)
            {
                response.DeclareTrailer(trailer.Name);
            }
        }

        for (var i = 0; i < Steps.Length; i++)
        {
            await WriteAsync(response, Steps[i], i);
        }

        if (HasLength && Steps is [.., { Kind: StepKind.Advance }])
        {
            // Kestrel was seen to leave bytes behind that were advanced and never flushed, with no cache at all.
            await response.BodyWriter.FlushAsync();
        }

        foreach (var trailer in Trailers)
        {
            if (response.SupportsTrailers())
            {
                response.AppendTrailer(trailer.Name, trailer.Values);
            }
        }
    }

    private static async Task WriteAsync(HttpResponse response, Step step, int number)
    {
        var bytes = new byte[step.Length];
        Array.Fill(bytes, (byte)('a' + number));
        switch (step.Kind)
        {
            case StepKind.Stream:
                await response.Body.WriteAsync(bytes);
                break;
            case StepKind.StreamArray:
#pragma warning disable CA1835 // Handlers call this one too.
                await response.Body.WriteAsync(bytes, 0, bytes.Length, CancellationToken.None);
#pragma warning restore CA1835
                break;
            case StepKind.Pipe:
                await response.BodyWriter.WriteAsync(bytes);
                break;
            case StepKind.Advance:
                bytes.CopyTo(response.BodyWriter.GetMemory(bytes.Length));
                response.BodyWriter.Advance(bytes.Length);
                break;
            case StepKind.Text:
                await response.WriteAsync(Encoding.ASCII.GetString(bytes));
                break;
            case StepKind.Flush:
                bytes.CopyTo(response.BodyWriter.GetSpan(bytes.Length));
                response.BodyWriter.Advance(bytes.Length);
                await response.BodyWriter.FlushAsync();
                break;
            case StepKind.StreamFlush:
                await response.Body.WriteAsync(bytes);
                await response.Body.FlushAsync();
                break;
            default:
                var path = Path.GetTempFileName();
                try
                {
                    await File.WriteAllBytesAsync(path, bytes);
                    await response.SendFileAsync(path);
                }
                finally
                {
                    File.Delete(path);
                }

                break;
        }
    }

    public override string ToString() =>
        $"{Status} [{string.Join(" | ", Headers.AsEnumerable())}] on start [{string.Join(" | ", HeadersOfCallback.AsEnumerable())}] length: {HasLength} steps: {string.Join(", ", Steps)} trailers: {Trailers.Length} {Announces}";
}
