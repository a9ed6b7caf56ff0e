namespace Tasker.OutputCache.Tests.Http.Identity;

public sealed class BuildsTests : BuildsContract;
