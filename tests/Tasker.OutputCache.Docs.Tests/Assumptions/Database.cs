namespace Tasker.OutputCache.Docs.Tests.Assumptions;

public sealed class Database
{
    public ValueTask<Order> LoadOrderAsync(int id, CancellationToken token) => new(new Order(id));

    public ValueTask<Order> LoadAsync(CancellationToken token) => new(new Order(1));
}
