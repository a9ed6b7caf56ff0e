var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/", () => "Tasker.Analytics");
app.Run();
