using System.Collections.Concurrent;

namespace CachedApi;

/// <summary>Stands for your database.</summary>
public sealed class OrderStore
{
    private readonly ConcurrentQueue<Order> _orders = new();

    public void Add(Order order) => _orders.Enqueue(order);

    public IReadOnlyList<Order> Find(string? customer) =>
        [.. _orders.Where(order => string.IsNullOrEmpty(customer) || order.Customer == customer)];
}
