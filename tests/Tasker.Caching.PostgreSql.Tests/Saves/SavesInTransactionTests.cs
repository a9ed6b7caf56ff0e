using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Tasker.Caching.PostgreSql.Tests.Saves;

/// <summary>What a save evicts commits with it, where the log is in the same database.</summary>
public sealed class SavesInTransactionTests(SharedPostgres postgres) : IAsyncLifetime
{
    private readonly string _schema = PostgresTest.NewSchema();
    private IHost? _host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["common:cache:backend"] = "memory",
            ["common:cache:evictions:log"] = "postgres",
            ["common:cache:operation_timeout_milliseconds"] = "2000",
            ["common:cache:postgres:connection_string"] = postgres.Server.ConnectionString,
            ["common:cache:postgres:schema"] = _schema,
        });
        builder.Services.AddDbContext<RowContext>(options => options.UseNpgsql(postgres.Server.ConnectionString).ReplaceService<Microsoft.EntityFrameworkCore.Infrastructure.IModelCacheKeyFactory, SchemaKeys>());
        builder.Services.AddSingleton(new RowSchema(_schema));
        builder.Services.AddTaskerOutputCache(builder.Configuration).AddPostgres().EvictOnSave<Row>(row => [CacheTag.For("rows").With("id", row.Id).With("name", row.Name)]);
        _host = builder.Build();
        await _host.StartAsync(Token);
        await postgres.Source.ExecuteAsync($"CREATE TABLE {_schema}.rows (id int GENERATED ALWAYS AS IDENTITY (START WITH 41) PRIMARY KEY, name text)");
    }

    public async ValueTask DisposeAsync()
    {
        await _host!.StopAsync(CancellationToken.None);
        _host.Dispose();
    }

    private (IServiceScope Scope, RowContext Context) Open()
    {
        var scope = _host!.Services.CreateScope();
        return (scope, scope.ServiceProvider.GetRequiredService<RowContext>());
    }

    // The tags of the transaction that wrote the row, whatever else is evicted after it.
    private Task<string[]> TagsOfRowAsync(int id) => postgres.Source.ScalarAsync<string[]>(
        $"SELECT coalesce(array_agg(e.tag ORDER BY e.tag COLLATE \"C\"), ARRAY[]::text[]) FROM {_schema}.rows r JOIN {_schema}.evictions e ON e.xid = r.xmin::text::bigint WHERE r.id = {id}");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Save_OfOneStatement_EvictsInItsOwnTransactionWithGeneratedKeys(bool isSynchronous)
    {
        var (scope, context) = Open();
        using var own = scope;
        var row = new Row { Name = "new" };
        context.Add(row);

        _ = isSynchronous ? context.SaveChanges() : await context.SaveChangesAsync(Token);

        Assert.Equal(41, row.Id);
        Assert.Contains("rows|id=41,name=new", await TagsOfRowAsync(41));
        Assert.Equal(AutoTransactionBehavior.WhenNeeded, context.Database.AutoTransactionBehavior);
    }

    [Fact]
    public async Task Save_Changed_EvictsItAsItWasAndAsItIs()
    {
        var (scope, context) = Open();
        using var own = scope;
        var row = new Row { Name = "before" };
        context.Add(row);
        await context.SaveChangesAsync(Token);

        row.Name = "after";
        await context.SaveChangesAsync(Token);

        var tags = await TagsOfRowAsync(41);
        Assert.Contains("rows|id=41,name=before", tags);
        Assert.Contains("rows|id=41,name=after", tags);
    }

    [Fact]
    public async Task Commit_OfTheApplicationsTransaction_HasWhatWasNotRolledBack()
    {
        var (scope, context) = Open();
        using var own = scope;
        await using (var transaction = await context.Database.BeginTransactionAsync(Token))
        {
            context.Add(new Row { Name = "kept" });
            await context.SaveChangesAsync(Token);
            await transaction.CreateSavepointAsync("s", Token);
            context.Add(new Row { Name = "gone" });
            await context.SaveChangesAsync(Token);
            await transaction.RollbackToSavepointAsync("s", Token);
            Assert.Equal(0, await postgres.Source.ScalarAsync<long>($"SELECT count(*) FROM {_schema}.evictions"));
            await transaction.CommitAsync(Token);
        }

        // The row has the id of a savepoint, the eviction that of the transaction: the one after the commit is another one.
        var tags = await postgres.Source.ScalarAsync<string[]>($"SELECT array_agg(tag) FROM {_schema}.evictions WHERE xid = (SELECT min(xid) FROM {_schema}.evictions)");
        Assert.Contains("rows|id=41,name=kept", tags);
        Assert.DoesNotContain(tags, static tag => tag.Contains("gone", StringComparison.Ordinal));
        Assert.Equal(2, await postgres.Source.ScalarAsync<long>($"SELECT count(DISTINCT xid) FROM {_schema}.evictions"));
    }

    [Fact]
    public async Task Rollback_EvictsNothing()
    {
        var (scope, context) = Open();
        using var own = scope;
        await using (var transaction = await context.Database.BeginTransactionAsync(Token))
        {
            context.Add(new Row { Name = "gone" });
            await context.SaveChangesAsync(Token);
            await transaction.RollbackAsync(Token);
        }

        Assert.Equal(0, await postgres.Source.ScalarAsync<long>($"SELECT count(*) FROM {_schema}.evictions"));
    }

    [Fact]
    public async Task Save_EvictionCannotBeWritten_FailsAndChangesNothing()
    {
        var (scope, context) = Open();
        using var own = scope;
        context.Add(new Row { Name = "first" });
        await context.SaveChangesAsync(Token);
        await postgres.Source.ExecuteAsync($"ALTER TABLE {_schema}.evictions ADD CONSTRAINT none CHECK (false) NOT VALID");

        context.Add(new Row { Name = "second" });
        await Assert.ThrowsAnyAsync<Exception>(() => context.SaveChangesAsync(Token));

        Assert.Equal(1, await postgres.Source.ScalarAsync<long>($"SELECT count(*) FROM {_schema}.rows"));
        await postgres.Source.ExecuteAsync($"ALTER TABLE {_schema}.evictions DROP CONSTRAINT none");
    }

    public sealed class Row
    {
        public int Id { get; set; }

        public string? Name { get; set; }
    }

    public sealed record RowSchema(string Name);

    public sealed class RowContext(DbContextOptions<RowContext> options, RowSchema schema) : DbContext(options)
    {
        public string Schema => schema.Name;

        protected override void OnModelCreating(ModelBuilder modelBuilder) =>
            modelBuilder.Entity<Row>(row =>
            {
                row.ToTable("rows", schema.Name);
                row.Property(static r => r.Id).HasColumnName("id").UseIdentityAlwaysColumn();
                row.Property(static r => r.Name).HasColumnName("name");
            });
    }

    // A model for each schema: each test has another one.
    public sealed class SchemaKeys : Microsoft.EntityFrameworkCore.Infrastructure.IModelCacheKeyFactory
    {
        public object Create(DbContext context, bool designTime) => (context.GetType(), ((RowContext)context).Schema, designTime);
    }
}
