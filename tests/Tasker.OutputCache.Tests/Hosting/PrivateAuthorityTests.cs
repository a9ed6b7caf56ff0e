using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Tests.Hosting;

public sealed class PrivateAuthorityTests : IDisposable
{
    private const string ForServers = "1.3.6.1.5.5.7.3.1";
    private const string ForClients = "1.3.6.1.5.5.7.3.2";

    private readonly TempDirectory _files = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;
    private readonly PrivateAuthority _trust;

    public PrivateAuthorityTests()
    {
        _authority = CreateAuthority(_key);
        File.WriteAllText(_files.File("ca.pem"), _authority.ExportCertificatePem());
        _trust = PrivateAuthority.Load(_files.File("ca.pem"), out var problem)!;
        Assert.Equal(string.Empty, problem);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _key.Dispose();
        _files.Dispose();
    }

    [Theory]
    [InlineData(ForServers, SslPolicyErrors.RemoteCertificateChainErrors, true)]
    [InlineData(null, SslPolicyErrors.RemoteCertificateChainErrors, true)]
    [InlineData(ForServers, SslPolicyErrors.None, true)]
    [InlineData(ForClients, SslPolicyErrors.RemoteCertificateChainErrors, false)]
    [InlineData(ForServers, SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNameMismatch, false)]
    [InlineData(ForServers, SslPolicyErrors.RemoteCertificateNameMismatch, false)]
    [InlineData(ForServers, SslPolicyErrors.RemoteCertificateNotAvailable, false)]
    public void Validate_SignedByTheAuthority_IsTrustedAsAServerOnly(string? usage, SslPolicyErrors errors, bool expected)
    {
        using var certificate = Sign(_authority, _key, usage, TimeSpan.FromDays(1));

        Assert.Equal(expected, _trust.Validate(this, certificate, null, errors));
    }

    [Fact]
    public void Validate_Expired_IsNotTrusted()
    {
        using var certificate = Sign(_authority, _key, ForServers, TimeSpan.FromMinutes(30));

        Assert.False(_trust.Validate(this, certificate, null, SslPolicyErrors.RemoteCertificateChainErrors));
    }

    [Fact]
    public void Validate_SignedByAnotherOfTheSameName_IsNotTrusted()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = CreateAuthority(key);
        using var certificate = Sign(other, key, ForServers, TimeSpan.FromDays(1));

        Assert.False(_trust.Validate(this, certificate, null, SslPolicyErrors.RemoteCertificateChainErrors));
    }

    private static X509Certificate2 CreateAuthority(ECDsa key)
    {
        var request = new CertificateRequest("CN=Authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(2));
    }

    // An hour back, for clocks that differ.
    private static X509Certificate2 Sign(X509Certificate2 authority, ECDsa authorityKey, string? usage, TimeSpan life)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        if (usage is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        }

        var from = DateTimeOffset.UtcNow.AddHours(-1);
        return request.Create(authority.SubjectName, X509SignatureGenerator.CreateForECDsa(authorityKey), from, from + life, RandomNumberGenerator.GetBytes(8));
    }
}
