namespace Tasker.OutputCache.Tests.Http;

public sealed class FilterPermissionTests : FilterPermissionContract;
