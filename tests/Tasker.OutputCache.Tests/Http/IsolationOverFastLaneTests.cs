using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Http;

public sealed class IsolationOverFastLaneTests : IsolationContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
