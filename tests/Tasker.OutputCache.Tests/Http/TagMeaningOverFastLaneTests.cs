using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Http;

public sealed class TagMeaningOverFastLaneTests : TagMeaningContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
