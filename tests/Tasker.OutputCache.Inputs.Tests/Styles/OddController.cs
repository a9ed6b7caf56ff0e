using Microsoft.AspNetCore.Mvc;

namespace Tasker.OutputCache.Inputs.Tests.Styles;

public sealed class OddController : ControllerBase
{
    [HttpGet("/odd/dictionary")]
    public string Dictionary([FromQuery] Dictionary<string, string> f) => string.Join(',', f.Values.Order());

    [HttpGet("/odd/prefix")]
    public string Prefix([ModelBinder(typeof(PrefixBinder))] string? f) => f ?? string.Empty;

    [HttpGet("/odd/beside")]
    public string Beside(int a, [ModelBinder(typeof(PrefixBinder))] string? f) => a == 0 ? f ?? string.Empty : "?";

    [HttpGet("/odd/array")]
    public string Array([FromQuery] string[] f) => string.Join(',', f);

    [HttpGet("/odd/values")]
    public async Task<string> Values()
    {
        // Without a parameter at all: the values that MVC would bind by.
        var values = await Microsoft.AspNetCore.Mvc.ModelBinding.CompositeValueProvider.CreateAsync(ControllerContext);
        return string.Join(',', values.GetKeysFromPrefix("f").Values.Select(key => values.GetValue(key).FirstValue));
    }

    [HttpGet("/odd/update")]
    public async Task<string> Update()
    {
        var model = new Dictionary<string, string>();
        await TryUpdateModelAsync(model, "f");
        return string.Join(',', model.Values);
    }
}
