namespace Tasker.OutputCache.Tests.Http.Identity;

public sealed class RoutedOverKestrelTests : RoutedContract
{
    protected override bool OverKestrel => true;
}
