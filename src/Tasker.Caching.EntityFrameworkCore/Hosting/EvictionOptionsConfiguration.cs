using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Tasker.Caching.EntityFrameworkCore.Hosting;

/// <summary>Gives every registered context the interceptor. Registered as an open generic, so that contexts need not be named.</summary>
internal sealed class EvictionOptionsConfiguration<TContext> : IDbContextOptionsConfiguration<TContext>
    where TContext : DbContext
{
    public void Configure(IServiceProvider serviceProvider, DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseTaskerEvictions(serviceProvider);
}
