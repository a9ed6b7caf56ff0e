using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Tasker.OutputCache.Analyzers.Declarations;
using Tasker.OutputCache.Analyzers.Endpoints;

namespace Tasker.OutputCache.Analyzers.Evictions;

/// <summary>Compares the dimensions that evictions name with those of the endpoints of the compilation.</summary>
internal sealed class EvictedDimensions
{
    private readonly ConcurrentBag<ResourceUse> _uses = [];
    private readonly ConcurrentBag<EvictedDimension> _evicted = [];

    public void Note(CachedEndpoint endpoint) => _uses.Add(ResourceUse.Of(endpoint));

    /// <summary>Notes <c>CacheTag.For("resource").With("dimension", ...)</c> within an eviction.</summary>
    public void Note(IInvocationOperation call)
    {
        if (call.TargetMethod.Name is not ("With" or "WithAnyOf")
            || !ProductSymbols.Is(call.TargetMethod.ContainingType, "CacheTag")
            || DeclarationReader.ValueOf(call, "dimension") is not { ConstantValue: { HasValue: true, Value: string dimension } } named
            || ResourceOf(call) is not { } resource
            || !IsEvicted(call))
        {
            return;
        }

        _evicted.Add(new EvictedDimension(resource, dimension, named.Syntax.GetLocation()));
    }

    /// <summary>Reports the dimensions that no endpoint of their resource has.</summary>
    public void Report(Action<Diagnostic> report)
    {
        if (_evicted.IsEmpty || _uses.Any(static use => use.Resource is null))
        {
            return;
        }

        foreach (var evicted in _evicted)
        {
            var uses = _uses.Where(use => evicted.Resource.Equals(use.Resource, StringComparison.OrdinalIgnoreCase)).ToArray();
            if (uses.Length == 0 || Array.Exists(uses, static use => !use.IsComplete) || Array.Exists(uses, use => use.Dimensions.Contains(evicted.Dimension)))
            {
                continue;
            }

            string[] names = [.. uses.SelectMany(static use => use.Dimensions).Distinct(StringComparer.OrdinalIgnoreCase).OrderBy(static name => name, StringComparer.Ordinal)];
            var meant = NameSuggestion.Nearest(evicted.Dimension, names);
            var why = Array.Exists(uses, use => use.KeyOnly.Contains(evicted.Dimension)) ? "it has a default there, and is part of the key only"
                : meant is not null ? $"did you mean '{meant}'?"
                : names.Length == 0 ? "its endpoints have none" : $"its endpoints have {string.Join(", ", names)}";
            report(Diagnostic.Create(
                Rules.UnknownDimension,
                evicted.Location,
                meant is null ? ImmutableDictionary<string, string?>.Empty : ImmutableDictionary<string, string?>.Empty.Add(FixData.Replacement, meant),
                evicted.Resource,
                evicted.Dimension,
                why));
        }
    }

    private static string? ResourceOf(IInvocationOperation call)
    {
        for (var of = call; of is not null; of = ArrayText.Unwrap(of.Instance) as IInvocationOperation)
        {
            if (of.TargetMethod.Name == "For" && ProductSymbols.Is(of.TargetMethod.ContainingType, "CacheTag"))
            {
                return DeclarationReader.ValueOf(of, "resource")?.ConstantValue is { HasValue: true, Value: string text } ? text.Split('/')[0] : null;
            }
        }

        return null;
    }

    private static bool IsEvicted(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IInvocationOperation call && ProductSymbols.TakesEvictedTags(call.TargetMethod))
            {
                return true;
            }
        }

        return false;
    }

    private sealed record EvictedDimension(string Resource, string Dimension, Location Location);
}
