using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tasker.OutputCache.TestUtilities.Servers;

/// <summary>A certificate authority that exists for one test, and a server certificate that it signed.</summary>
public sealed class TestCertificate : IDisposable
{
    private static readonly TimeSpan _life = TimeSpan.FromDays(1);

    private TestCertificate(TempDirectory files, string hostName, X509Certificate2 authority)
    {
        Authority = authority;
        HostName = hostName;
        AuthorityFile = files.File("ca.pem");
        CertificateFile = files.File("server.pem");
        KeyFile = files.File("server.key");
    }

    /// <summary>Gets the authority's certificate, for those who shall trust the server.</summary>
    public X509Certificate2 Authority { get; }

    public string HostName { get; }

    /// <summary>Gets the path of the authority's certificate (PEM).</summary>
    public string AuthorityFile { get; }

    /// <summary>Gets the path of the server's certificate (PEM).</summary>
    public string CertificateFile { get; }

    /// <summary>Gets the path of the server's private key (PEM).</summary>
    public string KeyFile { get; }

    /// <summary>Creates an authority and a certificate for a host name, and for 127.0.0.1 where that is localhost.</summary>
    public static TestCertificate Create(TempDirectory files, string hostName = "localhost")
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=Authority of one test", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        authorityRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authorityRequest.PublicKey, critical: false));

        // An hour back, for clocks that differ.
        var from = DateTimeOffset.UtcNow.AddHours(-1);
        using var authority = authorityRequest.CreateSelfSigned(from, from + _life);

        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var serverRequest = new CertificateRequest($"CN={hostName}", serverKey, HashAlgorithmName.SHA256);
        serverRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        serverRequest.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        serverRequest.CertificateExtensions.Add(AlternativeNames(hostName));
        using var server = serverRequest.Create(authority, from, from + _life, RandomNumberGenerator.GetBytes(8));

        var certificate = new TestCertificate(files, hostName, X509CertificateLoader.LoadCertificate(authority.RawData));
        File.WriteAllText(certificate.AuthorityFile, authority.ExportCertificatePem());
        File.WriteAllText(certificate.CertificateFile, server.ExportCertificatePem());
        File.WriteAllText(certificate.KeyFile, serverKey.ExportPkcs8PrivateKeyPem());
        return certificate;
    }

    private static X509Extension AlternativeNames(string hostName)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(hostName);
        if (hostName == "localhost")
        {
            names.AddIpAddress(IPAddress.Loopback);
        }

        return names.Build();
    }

    /// <summary>Returns whether a server's certificate is fit for the host name and signed by this authority.</summary>
    /// <remarks>For the validation callback of a client that has no list of trusted authorities of its own.</remarks>
    public bool Trusts(X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()));
    }

    public void Dispose() => Authority.Dispose();
}
