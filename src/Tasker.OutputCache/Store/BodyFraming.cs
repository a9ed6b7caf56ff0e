namespace Tasker.OutputCache.Store;

/// <summary>Copies a response into the form in which it is sent, with the body in it.</summary>
internal delegate FramedBody BodyFraming(int status, StoredHeader[] headers, ReadOnlySpan<byte> body);
