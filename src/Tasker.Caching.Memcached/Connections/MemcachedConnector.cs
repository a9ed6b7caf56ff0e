using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Tasker.Caching.Backends;
using Tasker.Caching.Memcached.Protocol;

namespace Tasker.Caching.Memcached.Connections;

/// <summary>Opens connections to one server: TCP, TLS, log-in, and the question whether it speaks our language.</summary>
internal sealed class MemcachedConnector(ServerAddress address, MemcachedUrl url, PrivateAuthority? authority, TimeSpan timeout, ConnectionLimits limits, TimeProvider clock)
{
    public ServerAddress Address => address;

    /// <summary>Opens a connection, ready for commands.</summary>
    /// <exception cref="MemcachedUnavailableException">The server can't be used; the text says why.</exception>
    public async Task<MemcachedConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        using var timeLimit = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeLimit.Token, cancellationToken);
        MemcachedConnection? connection = null;
        Stream? stream = null;
        try
        {
            stream = await OpenAsync(either.Token).ConfigureAwait(false);
            connection = new MemcachedConnection(stream, limits, clock);
            await GreetAsync(connection, either.Token).ConfigureAwait(false);
            return connection;
        }
        catch (Exception exception)
        {
            connection?.Dispose();
            stream?.Dispose();
            var reason = exception is OperationCanceledException ? $"it did not answer within {timeout.TotalSeconds:0.###} s" : exception.Message;
            throw new MemcachedUnavailableException($"Memcached at {address} can't be used: {reason}", exception);
        }
    }

    private async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(address.Host, address.Port), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var stream = new NetworkStream(socket, ownsSocket: true);
        return url.IsTls ? await SecureAsync(stream, cancellationToken).ConfigureAwait(false) : stream;
    }

    private async Task<Stream> SecureAsync(NetworkStream inner, CancellationToken cancellationToken)
    {
        var stream = new SslStream(inner, leaveInnerStreamOpen: false);
        try
        {
            var options = new SslClientAuthenticationOptions { TargetHost = url.SslHost ?? address.Host };
            if (authority is not null)
            {
                options.RemoteCertificateValidationCallback = authority.Validate;
            }

            await stream.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task GreetAsync(MemcachedConnection connection, CancellationToken cancellationToken)
    {
        if (url.User is { } user)
        {
            var login = await connection.ExecuteAsync(MemcachedCommand.LogIn(user, url.Password!), cancellationToken).ConfigureAwait(false);
            if (login.Code != ReplyCode.Stored)
            {
                throw new MemcachedUnavailableException($"it refused the user name and the password ({login.Text}).");
            }
        }

        var noop = await connection.ExecuteAsync(MemcachedCommand.Noop, cancellationToken).ConfigureAwait(false);
        if (noop.Code != ReplyCode.Noop)
        {
            throw new MemcachedUnavailableException($"it does not answer to the meta protocol of Memcached 1.6 ({noop.Code} {noop.Text}).");
        }

        connection.Facts = ServerFacts.From(await connection.ExecuteAsync(MemcachedCommand.Statistics("settings"), cancellationToken).ConfigureAwait(false));
        if (!connection.Facts.HasTokens)
        {
            throw new MemcachedUnavailableException("it was started with -C (no cas), without which two evictions at once would lose one.");
        }
    }
}
