using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Http;

public sealed class FilterPermissionOverFastLaneOnKestrelTests : FilterPermissionContract
{
    protected override bool OverKestrel => true;

    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
