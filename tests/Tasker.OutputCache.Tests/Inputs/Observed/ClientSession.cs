using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tasker.OutputCache.Tests.Inputs.Observed;

/// <summary>A session that holds the name of its client.</summary>
internal sealed class ClientSession(string client) : ISessionFeature, ISession
{
    public ISession Session { get => this; set => throw new NotSupportedException(); }

    public bool IsAvailable => true;

    public string Id => client;

    public IEnumerable<string> Keys => ["cart"];

    public bool TryGetValue(string key, [NotNullWhen(true)] out byte[]? value)
    {
        value = Encoding.UTF8.GetBytes(client);
        return true;
    }

    public void Set(string key, byte[] value) => throw new NotSupportedException();

    public void Remove(string key) => throw new NotSupportedException();

    public void Clear() => throw new NotSupportedException();

    public Task LoadAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task CommitAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
}
