namespace Tasker.OutputCache.Responses;

/// <summary>The encodings in which a body is held.</summary>
internal enum ContentCoding
{
    Identity,
    Gzip,
    Brotli,
}
