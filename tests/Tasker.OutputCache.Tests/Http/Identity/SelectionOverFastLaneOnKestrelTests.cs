using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Http.Identity;

public sealed class SelectionOverFastLaneOnKestrelTests : SelectionContract
{
    protected override bool OverKestrel => true;

    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
