using Tasker.OutputCache.TestUtilities.Histories;
using Tasker.OutputCache.TestUtilities.Processes;
using Tasker.OutputCache.TestUtilities.Servers;

if (args.Contains("--fail"))
{
    await Console.Error.WriteLineAsync("told to fail");
    return 3;
}

// A server that this process leaves behind when it is killed.
await using var redis = args.Contains("--redis") ? await RedisServer.StartNewAsync() : null;

var history = new HistoryRecorder();
var app = WebApplication.CreateBuilder(args).Build();

app.MapGet("/arguments", () => args);
app.MapGet("/variable/{name}", (string name) => Environment.GetEnvironmentVariable(name));
app.MapGet("/redis", () => redis?.ProcessId);
app.MapGet("/time", () => HistoryRecorder.Now);
app.MapPost("/reads/{row}/{version:long}", (string row, long version) =>
    history.ReadAsync("client", "probe", row, () => Task.FromResult((version, "near"))));
app.MapGet("/history", (HttpContext context) => history.ToHistory().WriteAsync(context.Response.Body, context.RequestAborted));

app.WriteReadyLine();
await app.RunAsync();
return 0;
