using System.Globalization;
using Tasker.OutputCache.TestUtilities.Processes;

namespace Tasker.OutputCache.TestUtilities.Servers;

/// <summary>A real <c>varnishd</c> in front of a host.</summary>
public sealed class VarnishServer : TestServer
{
    /// <summary>Reserves a port for a server that is started later.</summary>
    public VarnishServer()
        : base("varnish", LoopbackPort.Next())
    {
    }

    /// <summary>Gets or sets its configuration.</summary>
    public string Vcl { get; set; } = string.Empty;

    /// <summary>Gets where clients ask.</summary>
    public Uri Url => new($"http://127.0.0.1:{Port}");

    protected override Task PrepareAsync(CancellationToken cancellationToken) => File.WriteAllTextAsync(Files.File("test.vcl"), Vcl, cancellationToken);

    protected override ChildProcessStart CreateStart() => new(
        File.Exists("/usr/sbin/varnishd") ? "/usr/sbin/varnishd" : "varnishd",
        [
            "-F", "-j", "none", "-T", "none",
            "-a", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}"),
            "-f", Files.File("test.vcl"),
            "-n", Files.File("work"),
            "-s", "malloc,16m",
        ]);

    protected override async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var response = await client.SendAsync(new HttpRequestMessage(new HttpMethod("PING"), Url), cancellationToken);
        return (int)response.StatusCode == 299;
    }
}
