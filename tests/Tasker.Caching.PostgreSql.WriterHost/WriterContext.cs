using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace Tasker.Caching.PostgreSql.WriterHost;

internal sealed class WriterContext(DbContextOptions<WriterContext> options, IConfiguration configuration) : DbContext(options)
{
    public DbSet<WrittenRow> Rows => Set<WrittenRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<WrittenRow>(row =>
    {
        row.ToTable("rows", configuration["common:cache:postgres:schema"]);
        row.Property(static r => r.Id).HasColumnName("id");
        row.Property(static r => r.Version).HasColumnName("version");
    });
}
