using Microsoft.AspNetCore.Builder;

namespace Tasker.OutputCache.Tests.Http.Behaviour;

public sealed class StoredHeadersOverFastLaneOnKestrelTests : StoredHeadersContract
{
    protected override bool OverKestrel => true;

    protected override void UseCache(IApplicationBuilder app) => app.UseTaskerOutputCache();
}
