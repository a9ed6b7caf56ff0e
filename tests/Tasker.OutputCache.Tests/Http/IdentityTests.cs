namespace Tasker.OutputCache.Tests.Http;

public sealed class IdentityTests : IdentityContract;
