namespace Tasker.OutputCache.Inputs.Tests.Styles;

/// <summary>A service that gets at the request by its accessor.</summary>
public sealed class AccessorService(IHttpContextAccessor accessor, UndeclaredReading reading)
{
    public string Answer() => reading.Answer(accessor.HttpContext!);
}
