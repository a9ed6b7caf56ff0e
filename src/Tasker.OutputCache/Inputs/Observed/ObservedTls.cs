using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http.Features;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Inputs.Observed;

/// <summary>The certificate of the client.</summary>
internal sealed class ObservedTls(InputObservation observation, ITlsConnectionFeature tls) : ITlsConnectionFeature
{
    public X509Certificate2? ClientCertificate
    {
        get
        {
            observation.Note(InputKind.Request, RequestInput.Certificate);
            return tls.ClientCertificate;
        }
        set => tls.ClientCertificate = value;
    }

    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken)
    {
        observation.Note(InputKind.Request, RequestInput.Certificate);
        return tls.GetClientCertificateAsync(cancellationToken);
    }
}
