namespace Tasker.OutputCache.Testing;

/// <summary>The back end of a test has no keys in the configuration.</summary>
internal sealed class TestBackendOptions;
