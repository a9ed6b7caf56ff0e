using Microsoft.AspNetCore.Mvc;

namespace Tasker.OutputCache.Inputs.Tests.Styles;

public sealed class StyleController(UndeclaredReading reading) : ControllerBase
{
    [HttpGet("/styles/action")]
    public string Action() => reading.Answer(HttpContext);

    [HttpGet("/styles/binder")]
    public string Binder([ModelBinder(typeof(ReadingBinder))] string? text) => UndeclaredReading.Number(text);

    [HttpGet("/styles/filter")]
    [ServiceFilter<ReadingFilter>]
    public string Filter() => "replaced";
}
