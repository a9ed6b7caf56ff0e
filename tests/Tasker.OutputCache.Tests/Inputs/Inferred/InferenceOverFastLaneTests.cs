using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Inputs.Inferred;

public sealed class InferenceOverFastLaneTests : InferenceContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
