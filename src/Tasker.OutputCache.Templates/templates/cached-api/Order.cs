namespace CachedApi;

public sealed record Order(string Customer, decimal Total);
