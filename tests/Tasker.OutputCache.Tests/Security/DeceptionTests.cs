namespace Tasker.OutputCache.Tests.Security;

public sealed class DeceptionTests : DeceptionContract;
