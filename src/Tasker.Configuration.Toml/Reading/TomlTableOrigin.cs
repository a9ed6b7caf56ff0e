namespace Tasker.Configuration.Toml;

/// <summary>How a table came to be. That decides who may still add to it.</summary>
internal enum TomlTableOrigin
{
    /// <summary>A header named a table inside it; a header of its own may follow, once.</summary>
    Implied,

    /// <summary>Its own header defined it, or it is the root.</summary>
    Header,

    /// <summary>Dotted keys defined it; headers may add tables inside it, but not define it again.</summary>
    DottedKey,

    /// <summary>Braces defined it, completely.</summary>
    Inline,
}
