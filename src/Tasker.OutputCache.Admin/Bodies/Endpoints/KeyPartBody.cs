namespace Tasker.OutputCache.Admin.Bodies.Endpoints;

/// <summary>A parameter with its value in a key.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Value">The value; null where the request had none.</param>
internal sealed record KeyPartBody(string Name, string? Value);
