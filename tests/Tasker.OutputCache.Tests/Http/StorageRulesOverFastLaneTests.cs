using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Http;

public sealed class StorageRulesOverFastLaneTests : StorageRulesContract
{
    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
