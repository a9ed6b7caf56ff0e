namespace Tasker.OutputCache.Inputs.Tests.Styles;

/// <summary>A parameter that reads the request itself.</summary>
public sealed record BoundByItself(string? Read)
{
    public static ValueTask<BoundByItself?> BindAsync(HttpContext context) =>
        ValueTask.FromResult<BoundByItself?>(new BoundByItself(context.RequestServices.GetRequiredService<UndeclaredReading>().Read(context)));
}
