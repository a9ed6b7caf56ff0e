using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Inputs.Observed;

/// <summary>The session.</summary>
internal sealed class ObservedSessions(InputObservation observation, ISessionFeature sessions) : ISessionFeature, ISession
{
    private ISession Noted
    {
        get
        {
            observation.Note(InputKind.Request, RequestInput.Session);
            return sessions.Session;
        }
    }

    public ISession Session
    {
        get => this;
        set => sessions.Session = ReferenceEquals(value, this) ? sessions.Session : value;
    }

    public bool IsAvailable => sessions.Session.IsAvailable;

    public string Id => Noted.Id;

    public IEnumerable<string> Keys => Noted.Keys;

    public bool TryGetValue(string key, [NotNullWhen(true)] out byte[]? value) => Noted.TryGetValue(key, out value);

    public void Set(string key, byte[] value) => sessions.Session.Set(key, value);

    public void Remove(string key) => sessions.Session.Remove(key);

    public void Clear() => sessions.Session.Clear();

    public Task LoadAsync(CancellationToken cancellationToken = default) => sessions.Session.LoadAsync(cancellationToken);

    public Task CommitAsync(CancellationToken cancellationToken = default) => sessions.Session.CommitAsync(cancellationToken);
}
