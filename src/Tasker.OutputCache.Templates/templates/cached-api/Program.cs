using CachedApi;
using Tasker.Caching;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton<OrderStore>();
#if (redis)
builder.Services.AddTaskerOutputCache(builder.Configuration).AddRedis();
#else
builder.Services.AddTaskerOutputCache(builder.Configuration);
#endif

var app = builder.Build();
app.UseTaskerOutputCache();

// What the handler binds is in the key, and responses can be evicted by it.
app.MapGet("/orders", (OrderStore store, string? customer) => store.Find(customer))
    .CacheResource("orders", "list");

// The change first, then the eviction: the responses for this customer, and those for all customers.
app.MapPost("/orders", async (Order order, OrderStore store, ICacheEvictor cache) =>
{
    store.Add(order);
    await cache.EvictAsync([CacheTag.For("orders").With("customer", order.Customer)], CancellationToken.None);
    return Results.Created($"/orders?customer={Uri.EscapeDataString(order.Customer)}", order);
});

// The live page of the cache. In Development it answers this machine; elsewhere, add RequireAuthorization.
app.MapTaskerCache("/admin/cache");

app.Run();
