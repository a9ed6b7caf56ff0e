using System.Security.Claims;
using System.Security.Principal;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Inputs.Observed;

/// <summary>A user whose claims are noted as they are read.</summary>
internal sealed class ObservedPrincipal(InputObservation observation, ClaimsPrincipal user) : ClaimsPrincipal
{
    // Handlers ask for it again and again.
    private ObservedIdentity? _identity;

    public ClaimsPrincipal Inner => user;

    public override IEnumerable<Claim> Claims
    {
        get
        {
            observation.Note(InputKind.Claim, IgnoredInputs.All);
            return user.Claims;
        }
    }

    public override IEnumerable<ClaimsIdentity> Identities => user.Identities.Select(Observe);

    public override IIdentity? Identity => user.Identity is ClaimsIdentity identity ? Observe(identity) : NoteAll(user.Identity);

    private ClaimsIdentity Observe(ClaimsIdentity identity)
    {
        if (!ObservedIdentity.CanBe(identity))
        {
            return NoteAll(identity);
        }

        var observed = _identity;
        return ReferenceEquals(observed?.Inner, identity) ? observed! : _identity = new ObservedIdentity(observation, identity);
    }

    private TIdentity NoteAll<TIdentity>(TIdentity identity)
    {
        observation.Note(InputKind.Claim, IgnoredInputs.All);
        return identity;
    }

    public override IEnumerable<Claim> FindAll(Predicate<Claim> match)
    {
        observation.Note(InputKind.Claim, IgnoredInputs.All);
        return user.FindAll(match);
    }

    public override IEnumerable<Claim> FindAll(string type)
    {
        observation.Note(InputKind.Claim, type);
        return user.FindAll(type);
    }

    public override Claim? FindFirst(Predicate<Claim> match)
    {
        observation.Note(InputKind.Claim, IgnoredInputs.All);
        return user.FindFirst(match);
    }

    public override Claim? FindFirst(string type)
    {
        observation.Note(InputKind.Claim, type);
        return user.FindFirst(type);
    }

    public override bool HasClaim(Predicate<Claim> match)
    {
        observation.Note(InputKind.Claim, IgnoredInputs.All);
        return user.HasClaim(match);
    }

    public override bool HasClaim(string type, string value)
    {
        observation.Note(InputKind.Claim, type);
        return user.HasClaim(type, value);
    }

    public override bool IsInRole(string role)
    {
        foreach (var identity in user.Identities)
        {
            observation.Note(InputKind.Claim, identity.RoleClaimType);
        }

        return user.IsInRole(role);
    }

    public override void AddIdentity(ClaimsIdentity identity) => user.AddIdentity(identity is ObservedIdentity { Inner: var inner } ? inner : identity);

    public override void AddIdentities(IEnumerable<ClaimsIdentity> identities) => user.AddIdentities(identities.Select(static identity => identity is ObservedIdentity { Inner: var inner } ? inner : identity));

    public override ClaimsPrincipal Clone()
    {
        observation.Note(InputKind.Claim, IgnoredInputs.All);
        return user.Clone();
    }
}
