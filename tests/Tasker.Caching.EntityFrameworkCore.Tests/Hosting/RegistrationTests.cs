using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.Caching.EntityFrameworkCore.Tests.Model;
using Tasker.OutputCache.TestUtilities.Logging;

namespace Tasker.Caching.EntityFrameworkCore.Tests.Hosting;

public sealed class RegistrationTests(SharedPostgres postgres) : IDisposable
{
    private readonly CollectingLoggerProvider _logs = new();
    private readonly RecordingEvictor _evictor = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("context")]
    [InlineData("pool")]
    [InlineData("factory")]
    [InlineData("pooled factory")]
    public async Task EvictOnSave_BeforeOrAfterAddDbContext_SeesItsSaves(string how)
    {
        var connection = postgres.NewDatabase();
        Action<DbContextOptionsBuilder> options = builder => builder.UseNpgsql(connection);
        using var host = await StartAsync(services =>
        {
            _ = how switch
            {
                "context" => services.AddDbContext<TaskerContext>(options),
                "pool" => services.AddDbContextPool<TaskerContext>(options),
                "factory" => services.AddDbContextFactory<TaskerContext>(options),
                _ => services.AddPooledDbContextFactory<TaskerContext>(options),
            };
        });

        for (var time = 0; time < 2; time++)
        {
            await using var scope = host.Services.CreateAsyncScope();
            await using var context = scope.ServiceProvider.GetService<TaskerContext>() ?? scope.ServiceProvider.GetRequiredService<IDbContextFactory<TaskerContext>>().CreateDbContext();
            await context.Database.EnsureCreatedAsync(Token);
            _evictor.Take();
            context.Add(new TaskRow { Namespace = "n" });
            await context.SaveChangesAsync(Token);
            Assert.Single(_evictor.Calls);
            Assert.Equal(["task:n"], _evictor.Take());
        }

        Assert.DoesNotContain(_logs.Entries, static entry => entry.EventId.Id is > 800 and < 850);
    }

    [Fact]
    public async Task UseTaskerEvictions_ContextMadeByHand_SeesItsSaves()
    {
        using var host = await StartAsync(static _ => { });
        var options = new DbContextOptionsBuilder<TaskerContext>().UseNpgsql(postgres.NewDatabase());
        options.UseTaskerEvictions(host.Services).UseTaskerEvictions(host.Services);
        await using var context = new TaskerContext(options.Options);
        await context.Database.EnsureCreatedAsync(Token);
        _evictor.Take();

        context.Add(new TaskRow { Namespace = "n" });
        await context.SaveChangesAsync(Token);

        Assert.Equal(["task:n"], Assert.Single(_evictor.Calls));
    }

    [Fact]
    public async Task Start_NoContextRegistered_Warns()
    {
        using var host = await StartAsync(static _ => { });

        Assert.Equal(2, _logs.Entries.Count(static entry => entry is { EventId.Id: 801, Level: LogLevel.Warning }));
    }

    [Fact]
    public async Task FirstUse_NoModelHasTheRow_Warns()
    {
        using var host = await StartAsync(services => services.AddDbContext<OtherContext>(builder => builder.UseNpgsql(postgres.NewDatabase())));
        await using var scope = host.Services.CreateAsyncScope();
        await using var context = scope.ServiceProvider.GetRequiredService<OtherContext>();

        await context.SaveChangesAsync(Token);

        var warning = Assert.Single(_logs.Entries, static entry => entry is { EventId.Id: 802, Level: LogLevel.Warning });
        Assert.Contains(nameof(TaskRow), warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_StoreWithoutCommands_IsSeen()
    {
        using var host = await StartAsync(static services => services.AddDbContext<OtherContext>(static builder => builder.UseInMemoryDatabase("notes")));
        await using var scope = host.Services.CreateAsyncScope();
        await using var context = scope.ServiceProvider.GetRequiredService<OtherContext>();
        var note = context.Add(new NoteRow { Topic = "old" }).Entity;
        await context.SaveChangesAsync(Token);
        _evictor.Take();

        note.Topic = "new";
        await context.SaveChangesAsync(Token);

        Assert.Equal(["note:new", "note:old"], _evictor.Take());
    }

    [Fact]
    public async Task EvictAfter_ContextIsNotSeen_SaysWhatToDo()
    {
        await using var context = new TaskerContext(new DbContextOptionsBuilder<TaskerContext>().UseNpgsql(postgres.NewDatabase()).Options);

        var exception = Assert.Throws<InvalidOperationException>(() => context.EvictAfter<TaskRow>());

        Assert.Contains("UseTaskerEvictions", exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _logs.Dispose();

    private async Task<IHost> StartAsync(Action<IServiceCollection> contexts)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddProvider(_logs);
        builder.Services.AddSingleton<ICacheEvictor>(_evictor);
        builder.Services.AddTaskerOutputCache(new ConfigurationBuilder().Build())
            .EvictOnSave<TaskRow>(static row => [$"task:{row.Namespace}"])
            .EvictOnSave<NoteRow>(static row => [$"note:{row.Topic}"]);
        contexts(builder.Services);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private sealed class OtherContext(DbContextOptions<OtherContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<NoteRow>().Ignore(static note => note.Project);
    }
}
