using System.Reflection;

namespace Tasker.Caching.Redis.Tests.Clients;

/// <summary>A host may bring a newer client, or the oldest that is supported: each member that we call must be there, with the same signature.</summary>
public class NewerClientTests
{
    private const string Client = "StackExchange.Redis";

    private static readonly string Ours = typeof(RedisTierOptions).Assembly.Location;

    private static string PathOf(string version, string framework)
    {
        var packages = typeof(NewerClientTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static data => data.Key == "NuGetPackageRoot").Value!;
        return Path.Combine(packages, "stackexchange.redis", version, "lib", framework, $"{Client}.dll");
    }

    [Theory]
    [InlineData("2.13.23", "net10.0")]
    [InlineData("2.13.23", "net8.0")]
    [InlineData("3.4.35", "net10.0")]
    public void Members_ThatWeUse_AreInTheClient(string version, string framework)
    {
        var offered = AssemblyMembers.OfferedBy(PathOf(version, framework));

        var missing = AssemblyMembers.AskedOf(Client, Ours).Where(member => !offered.Contains(member));

        Assert.Empty(missing);
    }

    [Fact]
    public void Members_ThatWeUse_AreMany()
    {
        var asked = AssemblyMembers.AskedOf(Client, Ours);

        Assert.Contains(asked, static member => member.Contains("IDatabaseAsync::ScriptEvaluateAsync", StringComparison.Ordinal));
        Assert.True(asked.Count > 50);
    }

    // Proof that the test above can fail: what a member looked like before it changed is not found.
    [Theory]
    [InlineData("StackExchange.Redis.IConnectionMultiplexer::Dispose() : System.Void")]
    [InlineData("StackExchange.Redis.IDatabaseAsync::ScriptEvaluateRespAsync(System.String, System.ReadOnlyMemory`1<StackExchange.Redis.RedisKey>, System.ReadOnlyMemory`1<StackExchange.Redis.RedisValue>, StackExchange.Redis.CommandFlags) : System.Threading.Tasks.Task`1<StackExchange.Redis.RespResult>")]
    [InlineData("StackExchange.Redis.IDatabaseAsync::ScriptEvaluateAsync(System.String, StackExchange.Redis.RedisKey[], StackExchange.Redis.RedisValue[]) : System.Threading.Tasks.Task`1<StackExchange.Redis.RedisResult>")]
    [InlineData("StackExchange.Redis.IConnectionMultiplexer::GetDatabase(System.Int32) : StackExchange.Redis.IDatabase")]
    [InlineData("StackExchange.Redis.ConfigurationOptions::get_User() : System.Int32")]
    [InlineData("StackExchange.Redis.Message+CommandKeyBase")]
    public void Members_ThatAreNotThere_AreNotFound(string member)
    {
        Assert.DoesNotContain(member, AssemblyMembers.OfferedBy(PathOf("2.13.23", "net10.0")));
    }
}
