using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Tasker.OutputCache.Inputs.Tests.Pages;

/// <summary>A page whose handler and property bind what its answer is made of.</summary>
public sealed class OrdersModel : PageModel
{
    private static int _runs;

    [BindProperty(SupportsGet = true)]
    public string? Status { get; set; }

    [BindProperty]
    public string? Posted { get; set; }

    public string Answer { get; private set; } = string.Empty;

    public void OnGet(int id, int size = 10) => Answer = $"{id} {Status} {size} #{Interlocked.Increment(ref _runs)}";
}
