using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Http;

public sealed class FilterPermissionOverFastLaneTests : FilterPermissionContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
