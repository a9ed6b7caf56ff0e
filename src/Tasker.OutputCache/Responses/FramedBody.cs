namespace Tasker.OutputCache.Responses;

/// <summary>A body within bytes of another form, which the framework sends. The body is held once for both.</summary>
internal abstract class FramedBody
{
    /// <summary>Gets the body.</summary>
    public abstract ReadOnlyMemory<byte> Body { get; }

    /// <summary>Gets the number of bytes that are held.</summary>
    public abstract int Length { get; }

    /// <summary>Gets what has made it.</summary>
    public abstract BodyFraming Framing { get; }

    /// <summary>Notes when the response was created. Called before anybody has the bytes.</summary>
    public abstract void SetCreated(DateTimeOffset created);
}
