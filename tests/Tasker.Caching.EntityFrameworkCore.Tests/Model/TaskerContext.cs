using Microsoft.EntityFrameworkCore;

namespace Tasker.Caching.EntityFrameworkCore.Tests.Model;

internal sealed class TaskerContext(DbContextOptions<TaskerContext> options) : DbContext(options)
{
    public DbSet<TaskRow> Tasks => Set<TaskRow>();

    public DbSet<ProjectRow> Projects => Set<ProjectRow>();

    public DbSet<NoteRow> Notes => Set<NoteRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<TaskRow>(task =>
        {
            task.ToTable("Tasks");
            task.HasIndex(static row => row.Code).IsUnique();
            task.Property(static row => row.Version).IsConcurrencyToken();
            task.OwnsOne(static row => row.Placement);
            task.OwnsMany(static row => row.Marks, static mark =>
            {
                // A key of its own: SQLite makes no part of a longer one.
                mark.ToTable("Marks");
                mark.Property<int>("Id");
                mark.HasKey("Id");
            });
            task.ComplexProperty(static row => row.Window);
        });
        modelBuilder.Entity<UrgentTaskRow>();
        modelBuilder.Entity<NoteRow>().HasOne(static note => note.Project).WithMany(static project => project.Notes).OnDelete(DeleteBehavior.Cascade);
    }
}
