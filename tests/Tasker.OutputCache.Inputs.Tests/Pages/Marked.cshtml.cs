using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Tasker.OutputCache.Inputs.Tests.Marks;

namespace Tasker.OutputCache.Inputs.Tests.Pages;

/// <summary>A page whose handler has a marked parameter, and whose ignored one is a property.</summary>
[CacheResource("marked-page")]
public sealed class MarkedModel : PageModel
{
    [CacheIgnore]
    [BindProperty(SupportsGet = true)]
    public string? Trace { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? D { get; set; }

    public string Answer { get; private set; } = string.Empty;

    public void OnGet([CacheDimension] string? marked, string? a, string? b, string? c) => Answer = MarkTests.Answer($"{marked} {a} {b} {c} {D}", Trace);
}
