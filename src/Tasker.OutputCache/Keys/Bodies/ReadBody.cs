using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tasker.OutputCache.Keys.Bodies;

/// <summary>What has become of a request whose body was to be read: the handler gets the body unread, and what was in its place comes back afterwards.</summary>
internal sealed class ReadBody
{
    private readonly HttpContext _context;
    private readonly Stream? _original;
    private readonly Stream? _replacement;
    private readonly IRequestBodyPipeFeature? _originalPipe;
    private readonly RequestBodyPipeFeature? _pipe;

    /// <param name="context">The request.</param>
    /// <param name="replacement">What the handler reads in place of the original body; <see langword="null"/> if nothing of that was read.</param>
    /// <param name="refusal">Why the request bypasses the cache, if it does.</param>
    public ReadBody(HttpContext context, Stream? replacement, string? refusal)
    {
        _context = context;
        Refusal = refusal;
        if (replacement is null)
        {
            return;
        }

        _replacement = replacement;
        _original = context.Request.Body;
        _originalPipe = context.Features.Get<IRequestBodyPipeFeature>();
        context.Request.Body = replacement;

        // The server's own goes on with the server's body.
        _pipe = new RequestBodyPipeFeature(context);
        context.Features.Set<IRequestBodyPipeFeature>(_pipe);
    }

    /// <summary>Gets why the request bypasses the cache, or <see langword="null"/> if it does not.</summary>
    public string? Refusal { get; }

    /// <summary>Puts back what was there, as the callback of a response.</summary>
    public Task RestoreAsync()
    {
        Restore();
        return Task.CompletedTask;
    }

    /// <summary>Puts back what was there. What another middleware has put in place since then stays.</summary>
    public void Restore()
    {
        _context.Features[typeof(RequestBody)] = null;
        if (_replacement is null)
        {
            return;
        }

        if (ReferenceEquals(_context.Request.Body, _replacement))
        {
            _context.Request.Body = _original!;
        }

        if (ReferenceEquals(_context.Features.Get<IRequestBodyPipeFeature>(), _pipe))
        {
            _context.Features.Set(_originalPipe);
        }
    }
}
