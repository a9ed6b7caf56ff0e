using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Revalidation;

public sealed class WarmUpOverFastLaneOnKestrelTests : WarmUpContract
{
    protected override bool OverKestrel => true;

    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
