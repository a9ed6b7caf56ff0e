using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Tasker.OutputCache.TestUtilities.Servers;

internal static class LoopbackStream
{
    /// <summary>Opens a connection to a loopback port, with TLS where there is a certificate to check.</summary>
    public static async Task<Stream> OpenAsync(int port, TestCertificate? certificate, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var stream = new NetworkStream(socket, ownsSocket: true);
        return certificate is null ? stream : await SecureAsync(stream, certificate, cancellationToken);
    }

    private static async Task<Stream> SecureAsync(NetworkStream inner, TestCertificate certificate, CancellationToken cancellationToken)
    {
        var stream = new SslStream(inner);

        try
        {
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = certificate.HostName,
                    ClientCertificates = [X509Certificate2.CreateFromPemFile(certificate.CertificateFile, certificate.KeyFile)],
                    RemoteCertificateValidationCallback = (_, offered, _, errors) => certificate.Trusts(offered, errors),
                },
                cancellationToken);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }
}
