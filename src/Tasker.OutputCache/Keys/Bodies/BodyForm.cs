namespace Tasker.OutputCache.Keys.Bodies;

/// <summary>How the body of a request becomes part of its key.</summary>
internal enum BodyForm
{
    /// <summary>The endpoint declares no body.</summary>
    None,

    /// <summary>JSON by what it means, other media types by their bytes.</summary>
    ByValue,

    /// <summary>The bytes, whatever the media type is.</summary>
    AsSent,
}
