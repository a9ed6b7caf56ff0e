using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Revalidation;

public sealed class UncacheableOverFastLaneOnKestrelTests : UncacheableContract
{
    protected override bool OverKestrel => true;

    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
