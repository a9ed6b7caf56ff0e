namespace Tasker.OutputCache.Docs.Tests.Assumptions;

public class EntityFrameworkPage : Page
{
    protected new readonly TaskerContext context = null!;
    protected readonly string connectionString = "";
    protected readonly DateTime before;
}
