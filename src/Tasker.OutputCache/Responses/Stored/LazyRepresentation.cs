using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Responses.Stored;

/// <summary>An encoded representation, made by the first who asks for it. It counts against the budget of the near tier.</summary>
internal sealed class LazyRepresentation(ContentCoding coding)
{
    /// <summary>What this object occupies, with its lock.</summary>
    public const int Overhead = 96;

    private readonly Lock _making = new();
    private volatile Representation? _representation;
    private volatile bool _isDeclined;

    /// <summary>Gets the representation.</summary>
    /// <param name="response">What is represented.</param>
    /// <param name="entry">The entry that holds it.</param>
    /// <param name="near">The tier of the entry.</param>
    /// <param name="mayWait">Whether the caller waits while another request makes it. Others do with the plain body.</param>
    /// <param name="representation">The representation.</param>
    /// <returns><see langword="false"/> if it is being made, does not pay, or there is no room for it.</returns>
    public bool TryGet(StoredResponse response, CachedEntry entry, NearTier near, bool mayWait, [NotNullWhen(true)] out Representation? representation)
    {
        representation = _representation;
        if (representation is not null)
        {
            return true;
        }

        if (_isDeclined || !entry.IsHeld || !TryEnter(mayWait))
        {
            return false;
        }

        try
        {
            if (_representation is null && !_isDeclined)
            {
                Make_NeedsLock(response, entry, near);
            }

            representation = _representation;
            return representation is not null;
        }
        finally
        {
            _making.Exit();
        }
    }

    private bool TryEnter(bool mayWait)
    {
        if (!mayWait)
        {
            return _making.TryEnter();
        }

        _making.Enter();
        return true;
    }

    private void Make_NeedsLock(StoredResponse response, CachedEntry entry, NearTier near)
    {
        if (!BodyCompressor.TryCompress(coding, response.Body.Span, out var body))
        {
            _isDeclined = true;
            return;
        }

        var made = response.Encode(coding, body);
        if (near.TryGrow(entry, made.Size))
        {
            _representation = made;
        }
        else
        {
            // It is not compressed again and again for a budget that has no room for it.
            _isDeclined = entry.IsHeld;
        }
    }
}
