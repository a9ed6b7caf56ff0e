using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tasker.Caching.Backends;

/// <summary>Trusts the certificates of servers that a private authority has signed. Names are always checked.</summary>
public sealed class PrivateAuthority
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly X509Certificate2Collection _roots;

    private PrivateAuthority(X509Certificate2Collection roots) => _roots = roots;

    /// <summary>Reads the certificates of the authority.</summary>
    /// <param name="path">The path of a PEM file: what the key <c>ssl_ca_file</c> of the section says.</param>
    /// <param name="problem">Why it can't be used, a sentence that begins with that key; an empty text if it can.</param>
    /// <returns>The authority, or <see langword="null"/> if it can't be used.</returns>
    public static PrivateAuthority? Load(string path, out string problem)
    {
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPemFile(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            problem = $"ssl_ca_file '{path}' can't be read: {exception.Message}";
            return null;
        }

        problem = roots.Count == 0 ? $"ssl_ca_file '{path}' holds no certificate (PEM)." : string.Empty;
        return roots.Count == 0 ? null : new PrivateAuthority(roots);
    }

    /// <summary>Says whether a server is to be trusted. It has the shape of <see cref="RemoteCertificateValidationCallback"/>.</summary>
    /// <param name="sender">The stream.</param>
    /// <param name="certificate">The certificate of the server.</param>
    /// <param name="presented">The chain that the server has sent.</param>
    /// <param name="errors">What the system found.</param>
    /// <returns>Whether it is.</returns>
    public bool Validate(object sender, X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        // Another name or no certificate at all is nothing that an authority could mend.
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 server)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;

        // What was signed for a client, or for mail, is no server's.
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        foreach (var element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(server);
    }
}
