using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.TestUtilities.Tests.Servers;

public sealed class PostgresServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_ThenStart_KeepsWhatWasCommitted()
    {
        await using var postgres = await PostgresServer.StartNewAsync(Token);
        await postgres.QueryAsync("create table tasks (id int, name text); insert into tasks values (1, 'one'), (2, 'two')");

        await postgres.KillAsync();
        Assert.False(postgres.IsRunning);
        await Assert.ThrowsAsync<InvalidOperationException>(() => postgres.QueryAsync("select 1"));

        await postgres.StartAsync(Token);
        Assert.Equal("1|one\n2|two", await postgres.QueryAsync("select * from tasks order by id"));
        Assert.Contains($"Port={postgres.Port}", postgres.ConnectionString, StringComparison.Ordinal);
    }
}
