using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Inputs.Observed;

/// <summary>The connection: addresses, ports, and its id.</summary>
internal sealed class ObservedConnection(InputObservation observation, IHttpConnectionFeature connection) : IHttpConnectionFeature
{
    private IHttpConnectionFeature Noted
    {
        get
        {
            observation.Note(InputKind.Request, RequestInput.Connection);
            return connection;
        }
    }

    public string ConnectionId
    {
        get => Noted.ConnectionId;
        set => connection.ConnectionId = value;
    }

    public IPAddress? RemoteIpAddress
    {
        get => Noted.RemoteIpAddress;
        set => connection.RemoteIpAddress = value;
    }

    public IPAddress? LocalIpAddress
    {
        get => Noted.LocalIpAddress;
        set => connection.LocalIpAddress = value;
    }

    public int RemotePort
    {
        get => Noted.RemotePort;
        set => connection.RemotePort = value;
    }

    public int LocalPort
    {
        get => Noted.LocalPort;
        set => connection.LocalPort = value;
    }
}
