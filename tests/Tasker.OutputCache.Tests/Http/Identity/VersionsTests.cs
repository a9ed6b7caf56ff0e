namespace Tasker.OutputCache.Tests.Http.Identity;

public sealed class VersionsTests : VersionsContract;
