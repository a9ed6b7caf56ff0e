using Tasker.Caching.Backends;
using Tasker.OutputCache.TestUtilities.Contracts;

namespace Tasker.OutputCache.Testing.Tests.Backend;

/// <summary>The far tier of the test's back end keeps plain values as every one does.</summary>
public sealed class TestFarValuesTests : FarValuesContract
{
    protected override Task<IFarTier> OpenAsync() => Task.FromResult<IFarTier>(new TestFarTier(new TestEntryStore(TimeProvider.System), new BackendGate(), "test:"));
}
