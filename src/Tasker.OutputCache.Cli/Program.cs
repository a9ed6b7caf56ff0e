using Tasker.OutputCache.Cli;
using Tasker.OutputCache.Cli.Terminal;

return await CacheTool.RunAsync(args, new ToolConsole());
