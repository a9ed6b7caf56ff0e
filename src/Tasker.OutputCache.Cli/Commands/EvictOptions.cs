using System.CommandLine;
using Tasker.OutputCache.Cli.Administration;
using Tasker.OutputCache.Cli.Terminal;

namespace Tasker.OutputCache.Cli.Commands;

/// <summary>The arguments and options of <c>evict</c>.</summary>
internal sealed class EvictOptions
{
    private readonly Argument<string[]> _tags = new("tag") { Description = "Tags, each taken literally.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _resource = new("--resource", "-r") { Description = "A resource, or one endpoint of it: analytics, analytics/performance." };
    private readonly Option<string[]> _where = new("--where", "-w") { Description = "Narrows the resource down, as dimension=value. May be repeated, for different dimensions." };
    private readonly Option<string?> _tenant = new("--tenant") { Description = "Narrows the resource down to a tenant. The host must let you see partitions." };
    private readonly Option<string?> _user = new("--user") { Description = "Narrows the resource down to a user. The host must let you see partitions." };
    private readonly Option<bool> _everything = new("--everything") { Description = "Evicts everything, of every resource. Needs --yes." };
    private readonly Option<string?> _pattern = new("--pattern") { Description = "Removes the entries whose keys match, with * and ?. This tidies up and is no eviction: other nodes keep their copies. Needs --yes." };
    private readonly Option<bool> _soft = new("--soft") { Description = "Entries become stale and may be served once more; by default they are void." };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Yes, I mean it." };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_tags);
        foreach (var option in (Option[])[_resource, _where, _tenant, _user, _everything, _pattern, _soft, _yes])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads what is to be evicted.</summary>
    public EvictionRequest Read(ParseResult parsed)
    {
        var request = new EvictionRequest
        {
            Tags = parsed.GetValue(_tags) is { Length: > 0 } tags ? tags : null,
            Resource = parsed.GetValue(_resource),
            Dimensions = ReadDimensions(parsed.GetValue(_where) ?? []),
            Tenant = parsed.GetValue(_tenant),
            User = parsed.GetValue(_user),
            Everything = parsed.GetValue(_everything) ? true : null,
            Pattern = parsed.GetValue(_pattern),
            Mode = parsed.GetValue(_soft) ? "soft" : null,
        };
        return FindFlaw(request, parsed.GetValue(_yes)) is { } flaw ? throw new ToolException(ExitCode.Usage, flaw) : request;
    }

    private static Dictionary<string, string?>? ReadDimensions(string[] conditions)
    {
        var dimensions = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var condition in conditions)
        {
            var equals = condition.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new ToolException(ExitCode.Usage, $"'{condition}' is no condition: dimension=value.");
            }

            if (!dimensions.TryAdd(condition[..equals], condition[(equals + 1)..]))
            {
                throw new ToolException(ExitCode.Usage, $"The dimension '{condition[..equals]}' has two values. Call the tool once for each.");
            }
        }

        return dimensions.Count > 0 ? dimensions : null;
    }

    private static string? FindFlaw(EvictionRequest request, bool isMeant) => request switch
    {
        { Tags: null, Resource: null, Everything: null, Pattern: null } => "Nothing is named. Give tags, --resource, --everything or --pattern.",
        { Resource: null, Dimensions: not null } or { Resource: null, Tenant: not null } or { Resource: null, User: not null } => "--where, --tenant and --user narrow a resource down: give --resource as well.",
        { Everything: true } when !isMeant => "This evicts everything, of every resource, on all nodes. Add --yes if you mean it.",
        { Pattern: not null } when request != new EvictionRequest { Pattern = request.Pattern } => "--pattern stands alone.",
        { Pattern: not null } when !isMeant => "This removes all entries that match, and evicts nothing. Add --yes if you mean it.",
        _ => null,
    };
}
