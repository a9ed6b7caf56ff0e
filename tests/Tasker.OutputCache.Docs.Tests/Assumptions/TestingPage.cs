using Microsoft.AspNetCore.Mvc.Testing;
using Tasker.OutputCache.Testing;

namespace Tasker.OutputCache.Docs.Tests.Assumptions;

public class TestingPage : Page
{
    protected new readonly TestCache cache = null!;
    protected readonly WebApplicationFactory<Program> factory = null!;
    protected readonly HttpClient client = null!;
    protected readonly HttpResponseMessage response = null!;
}
