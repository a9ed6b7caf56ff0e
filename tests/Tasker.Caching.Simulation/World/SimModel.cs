using Tasker.Caching.Simulation.Scheduling;

namespace Tasker.Caching.Simulation.World;

/// <summary>What there is to ask for and to evict in one run.</summary>
internal sealed class SimModel
{
    public const int Documents = 6;
    public const string DocumentResource = "documents";
    public const string DocumentDimension = "document";
    public const string FormerDocumentDimension = "folder";

    private static readonly string[] Values = ["a", "b", "c d"];

    private readonly List<SimKey> _keys = [];
    private readonly List<SimEviction> _evictions = [];

    public SimModel(SimRandom random)
    {
        HasOldBuild = random.Chance(0.5);
        DocumentsAreDeclared = random.Chance(0.7);
        Texts = [.. Enumerable.Range(0, Documents).Select(static i => new Target($"text {i}"))];
        Parts = [.. Enumerable.Range(0, Documents).Select(static i => new Target($"document {i}"))];
        foreach (var kind in Enum.GetValues<ResourceKind>())
        {
            string[] all = ["namespace", "status"];
            Resources.Add(new SimResource(kind.ToString().ToLowerInvariant(), kind, all[..random.Next(3)], kind == ResourceKind.Bounded && random.Chance(0.5)));
        }

        foreach (var resource in Resources)
        {
            AddKeys(resource);
        }

        foreach (var resource in Resources)
        {
            AddEvictions(resource);
        }

        AddOtherEvictions();
        Asked = [.. _keys.SelectMany(static key => Enumerable.Repeat(key, ShareOf(key.Resource.Kind)))];
    }

    // A strict answer costs a reading of the log, as one of the others costs a look into memory.
    private static int ShareOf(ResourceKind kind) => kind switch
    {
        ResourceKind.Bounded => 12,
        ResourceKind.Careful => 7,
        _ => 1,
    };

    /// <summary>Gets a value indicating whether some nodes run a build that knows fewer dimensions and endpoints.</summary>
    public bool HasOldBuild { get; }

    /// <summary>Gets a value indicating whether builds declare the dimension of what handlers come upon, each build another one. Otherwise they learn it from their handlers.</summary>
    public bool DocumentsAreDeclared { get; }

    public List<SimResource> Resources { get; } = [];

    public IReadOnlyList<SimKey> Keys => _keys;

    /// <summary>Gets the keys, each as often as it is asked for.</summary>
    public SimKey[] Asked { get; }

    public IReadOnlyList<SimEviction> Evictions => _evictions;

    /// <summary>Gets the place of the eviction that takes everything.</summary>
    public int EverythingIndex { get; private set; }

    /// <summary>Gets what handlers find only while they run, and tag their answers with as plain text.</summary>
    public Target[] Texts { get; }

    /// <summary>Gets the same, tagged by a resource and a dimension that no endpoint declares.</summary>
    public Target[] Parts { get; }

    private void AddKeys(SimResource resource)
    {
        // The endpoint that every build has knows the first dimension; the other one both.
        string?[] options = [null, .. Values];
        foreach (var first in resource.Dimensions.Length > 0 ? options : [null])
        {
            Add("list", first is null && resource.Dimensions.Length == 0 ? [] : [first, .. resource.Dimensions.Skip(1).Select(static _ => (string?)null)], isOfNewBuild: false);
            foreach (var second in resource.Dimensions.Length > 1 ? options[..3] : [])
            {
                Add("detail", [first, second], isOfNewBuild: true);
            }
        }

        void Add(string endpoint, string?[] values, bool isOfNewBuild) => _keys.Add(new SimKey(_keys.Count, resource, endpoint, values, isOfNewBuild));
    }

    private void AddEvictions(SimResource resource)
    {
        var tag = CacheTag.For(resource.Name);
        Add(tag, needsNewBuild: false, static _ => true);
        if (resource.Dimensions.Length > 0)
        {
            foreach (var value in Values)
            {
                Add(tag.With("namespace", value), needsNewBuild: false, key => key.Values[0] is null || key.Values[0] == value);
            }
        }

        if (resource.Dimensions.Length > 1)
        {
            Add(tag.With("status", Values[0]), needsNewBuild: true, static key => key.Values[1] is null || key.Values[1] == Values[0]);
            Add(
                tag.With("namespace", Values[1]).With("status", Values[1]),
                needsNewBuild: true,
                static key => (key.Values[0] is null || key.Values[0] == Values[1]) && (key.Values[1] is null || key.Values[1] == Values[1]));
        }

        Add(CacheTag.For($"{resource.Name}/list"), needsNewBuild: false, static key => key.Endpoint == "list");

        void Add(CacheTag evicted, bool needsNewBuild, Func<SimKey, bool> covers) =>
            AddEviction(evicted, needsNewBuild, [.. _keys.Where(key => key.Resource == resource && covers(key))], []);
    }

    private void AddOtherEvictions()
    {
        EverythingIndex = _evictions.Count;
        AddEviction(CacheTag.Everything, needsNewBuild: false, [.. _keys], [.. Texts, .. Parts]);
        AddEviction(CacheTag.For(DocumentResource), needsNewBuild: false, [], Parts);
        for (var i = 0; i < Documents; i++)
        {
            AddEviction(TextTag(i), needsNewBuild: false, [], [Texts[i]]);
            AddEviction(PartTag(i), DocumentsAreDeclared, [], [Parts[i]]);
        }
    }

    private void AddEviction(CacheTag tag, bool needsNewBuild, SimKey[] keys, Target[] others) =>
        _evictions.Add(new SimEviction(tag, needsNewBuild, [.. keys.Select(static key => key.Hard), .. others], [.. keys.Select(static key => key.Soft)], keys));

    public static CacheTag TextTag(int document) => CacheTag.FromString($"text {document}");

    public static CacheTag PartTag(int document) => CacheTag.For(DocumentResource).With(DocumentDimension, $"d{document}");
}
