using System.Security.Claims;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Inputs.Observed;

/// <summary>An identity whose claims are noted as they are read.</summary>
internal sealed class ObservedIdentity : ClaimsIdentity
{
    private readonly InputObservation _observation;
    private readonly ClaimsIdentity _identity;

    public ObservedIdentity(InputObservation observation, ClaimsIdentity identity)
        : base(identity: null, claims: null, identity.AuthenticationType, identity.NameClaimType, identity.RoleClaimType)
    {
        _observation = observation;
        _identity = identity;
    }

    /// <summary>Tells whether an identity has nothing that could be missed: its own type, or the one that tokens are read into.</summary>
    public static bool CanBe(ClaimsIdentity identity) =>
        identity.GetType() == typeof(ClaimsIdentity) || identity.GetType().FullName == "Microsoft.IdentityModel.Tokens.CaseSensitiveClaimsIdentity";

    public ClaimsIdentity Inner => _identity;

    // Whether a user is signed in is decided by the partition, unless everyone shares.
    public override bool IsAuthenticated
    {
        get
        {
            _observation.Note(InputKind.Claim, EndpointInputs.SignedIn);
            return _identity.IsAuthenticated;
        }
    }

    public override string? AuthenticationType
    {
        get
        {
            _observation.Note(InputKind.Claim, EndpointInputs.SignedIn);
            return _identity.AuthenticationType;
        }
    }

    public override string? Name
    {
        get
        {
            _observation.Note(InputKind.Claim, _identity.NameClaimType);
            return _identity.Name;
        }
    }

    public override IEnumerable<Claim> Claims
    {
        get
        {
            // The constructor of the base class may ask.
            _observation?.Note(InputKind.Claim, IgnoredInputs.All);
            return _identity?.Claims ?? [];
        }
    }

    public override IEnumerable<Claim> FindAll(Predicate<Claim> match)
    {
        _observation.Note(InputKind.Claim, IgnoredInputs.All);
        return _identity.FindAll(match);
    }

    public override IEnumerable<Claim> FindAll(string type)
    {
        _observation.Note(InputKind.Claim, type);
        return _identity.FindAll(type);
    }

    public override Claim? FindFirst(Predicate<Claim> match)
    {
        _observation.Note(InputKind.Claim, IgnoredInputs.All);
        return _identity.FindFirst(match);
    }

    public override Claim? FindFirst(string type)
    {
        _observation.Note(InputKind.Claim, type);
        return _identity.FindFirst(type);
    }

    public override bool HasClaim(Predicate<Claim> match)
    {
        _observation.Note(InputKind.Claim, IgnoredInputs.All);
        return _identity.HasClaim(match);
    }

    public override bool HasClaim(string type, string value)
    {
        _observation.Note(InputKind.Claim, type);
        return _identity.HasClaim(type, value);
    }

    public override void AddClaim(Claim claim) => _identity.AddClaim(claim);

    public override void AddClaims(IEnumerable<Claim?> claims) => _identity.AddClaims(claims);

    public override void RemoveClaim(Claim? claim) => _identity.RemoveClaim(claim);

    public override bool TryRemoveClaim(Claim? claim) => _identity.TryRemoveClaim(claim);

    public override ClaimsIdentity Clone()
    {
        _observation.Note(InputKind.Claim, IgnoredInputs.All);
        return _identity.Clone();
    }
}
