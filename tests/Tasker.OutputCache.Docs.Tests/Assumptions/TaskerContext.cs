using Microsoft.EntityFrameworkCore;

namespace Tasker.OutputCache.Docs.Tests.Assumptions;

public sealed class TaskerContext(DbContextOptions<TaskerContext> options) : DbContext(options)
{
    public DbSet<TaskRow> Tasks => Set<TaskRow>();
}
