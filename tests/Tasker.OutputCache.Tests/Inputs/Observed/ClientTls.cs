using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http.Features;

namespace Tasker.OutputCache.Tests.Inputs.Observed;

/// <summary>The connection of a client that has shown its certificate.</summary>
internal sealed class ClientTls(string client) : ITlsConnectionFeature
{
    private static readonly ConcurrentDictionary<string, X509Certificate2> Certificates = new(StringComparer.Ordinal);

    public X509Certificate2? ClientCertificate { get; set; } = Certificates.GetOrAdd(client, Make);

    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);

    private static X509Certificate2 Make(string client)
    {
        using var key = ECDsa.Create();
        return new CertificateRequest($"CN=client {client}", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
    }
}
