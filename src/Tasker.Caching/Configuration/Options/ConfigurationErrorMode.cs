namespace Tasker.Caching;

/// <summary>What a mistake in the configuration means for the start of the host.</summary>
public enum ConfigurationErrorMode
{
    /// <summary>The host starts with what is valid; every mistake is one warning.</summary>
    Warn,

    /// <summary>The host does not start.</summary>
    Strict,
}
