using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Http;

public sealed class EmptyValueOverFastLaneTests : EmptyValueContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
