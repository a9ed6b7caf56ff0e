using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Responses;

/// <summary>Copies a response into the form in which it is sent, with the body in it.</summary>
internal delegate FramedBody BodyFraming(int status, StoredHeader[] headers, ReadOnlySpan<byte> body);
