using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Tasker.Caching.EntityFrameworkCore.Hosting;

/// <summary>Gives every registered context the interceptor that notes what it reads.</summary>
internal sealed class ReadOptionsConfiguration<TContext> : IDbContextOptionsConfiguration<TContext>
    where TContext : DbContext
{
    public void Configure(IServiceProvider serviceProvider, DbContextOptionsBuilder optionsBuilder) => optionsBuilder.ObserveTables(serviceProvider);
}
