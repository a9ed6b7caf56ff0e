using System.Data.Common;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tasker.Caching.Coverage;
using Tasker.Caching.Engine;

namespace Tasker.Caching.PostgreSql.Tests.Triggers;

/// <summary>Tables that have triggers count as covered, for the resource that the triggers evict and no other.</summary>
public sealed class TriggerCoverageTests(SharedPostgres postgres)
{
    [Theory]
    [InlineData("steps", "analytics", true)]
    [InlineData("steps", "ANALYTICS", true)]
    [InlineData("{0}.steps", "analytics", true)]
    [InlineData("\"steps\"", "analytics", true)]
    [InlineData("elsewhere.steps", "analytics", false)]
    [InlineData("steps", "templates", false)]
    [InlineData("tasks", "analytics", false)]
    public async Task CoversByTrigger_TableIsRead_CoversItForItsResource(string table, string resource, bool isCovered)
    {
        var found = await ReadStepsAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, table, Schema), resource);

        Assert.Equal(isCovered, found.IsCovered);
        Assert.Equal(isCovered ? ["EvictionTrigger"] : Array.Empty<string>(), found.EvictedBy);
    }

    [Theory]
    [InlineData("", "analytics")]
    [InlineData("steps", " ")]
    public void CoversByTrigger_NoName_Throws(string table, string resource)
    {
        var builder = new ServiceCollection().AddTaskerOutputCache(new ConfigurationBuilder().Build());

        Assert.Throws<ArgumentException>(() => builder.CoversByTrigger(table, resource));
    }

    private string Schema { get; } = PostgresTest.NewSchema();

    // As a handler of the endpoint "performance" does that asks the database itself.
    private async Task<ReadTable> ReadStepsAsync(string table, string resource)
    {
        await postgres.Source.ExecuteAsync($"CREATE SCHEMA {Schema}; CREATE TABLE {Schema}.steps (id int)");
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        builder.Services.AddTaskerOutputCache(builder.Configuration).AddPostgres().CoversByTrigger(table, resource);
        using var host = builder.Build();
        var coverage = host.Services.GetRequiredService<TableCoverage>();
        coverage.BeginRequest();
        var reads = TableAttribution.Begin("analytics", "performance", ["analytics"]);
        var source = postgres.Source.ObserveTables(host.Services);
        await using (var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT count(*) FROM {Schema}.steps";
            await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
        }

        reads!.End();
        return Assert.Single(Assert.Single(coverage.Read()).Tables);
    }
}
