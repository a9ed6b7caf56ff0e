using Microsoft.AspNetCore.Authentication;

namespace Tasker.OutputCache.Cli.Tests;

internal sealed class TokenOptions : AuthenticationSchemeOptions;
