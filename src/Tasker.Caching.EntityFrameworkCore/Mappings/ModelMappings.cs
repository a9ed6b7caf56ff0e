using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Tasker.Caching.EntityFrameworkCore.Mappings;

/// <summary>The mappings of one model: by entity type, by table, and for what the database deletes along.</summary>
internal sealed class ModelMappings
{
    private readonly Dictionary<IEntityType, SaveMapping[]> _rows = [];
    private readonly Dictionary<IEntityType, SaveMapping[]> _cascades = [];
    private readonly List<MappedTable> _tables = [];

    public ModelMappings(IModel model, IReadOnlyList<SaveMapping> mappings, bool isRelational)
    {
        foreach (var type in model.GetEntityTypes())
        {
            var own = mappings.Where(mapping => mapping.RowType.IsAssignableFrom(type.ClrType)).ToArray();
            if (own.Length > 0)
            {
                _rows.Add(type, own);
            }
        }

        foreach (var type in model.GetEntityTypes())
        {
            var reached = CascadesOf(type);
            if (reached.Length > 0)
            {
                _cascades.Add(type, reached);
            }
        }

        if (isRelational)
        {
            foreach (var table in model.GetEntityTypes().SelectMany(static type => type.GetTableMappings(), static (type, table) => (type, table.Table.Name)).GroupBy(static pair => pair.Name, StringComparer.OrdinalIgnoreCase))
            {
                SaveMapping[] changed = [.. table.SelectMany(pair => Of(pair.type).Concat(OfOwners(pair.type))).Distinct()];
                SaveMapping[] deleted = [.. table.SelectMany(pair => OfCascade(pair.type)).Except(changed)];
                if (changed.Length + deleted.Length > 0)
                {
                    _tables.Add(new MappedTable(table.Key, changed, deleted));
                }
            }
        }
    }

    public bool IsEmpty => _rows.Count == 0;

    /// <summary>Gets the tables with a mapping.</summary>
    public IReadOnlyList<MappedTable> Tables => _tables;

    /// <summary>Gets the mappings of an entity type, those for its base types and interfaces included.</summary>
    public SaveMapping[] Of(IEntityType type) => _rows.TryGetValue(type, out var found) ? found : [];

    /// <summary>Gets the mappings of rows that the database deletes or changes when one of this type is deleted.</summary>
    public SaveMapping[] OfCascade(IEntityType type) => _cascades.TryGetValue(type, out var found) ? found : [];

    /// <summary>Finds the mappings whose rows a statement may change: those of every table that its text names.</summary>
    public IEnumerable<SaveMapping> OfStatement(string text, bool mayDelete) =>
        _tables.Where(table => table.IsNamedIn(text)).SelectMany(table => mayDelete ? table.Changed.Concat(table.Deleted) : table.Changed).Distinct();

    private IEnumerable<SaveMapping> OfOwners(IEntityType type)
    {
        for (var owner = type.FindOwnership()?.PrincipalEntityType; owner is not null; owner = owner.FindOwnership()?.PrincipalEntityType)
        {
            foreach (var mapping in owner.GetDerivedTypesInclusive().SelectMany(Of))
            {
                yield return mapping;
            }
        }
    }

    private SaveMapping[] CascadesOf(IEntityType deleted)
    {
        var reached = new HashSet<SaveMapping>();
        var seen = new HashSet<IEntityType> { deleted };
        var open = new Queue<IEntityType>(seen);
        while (open.TryDequeue(out var type))
        {
            foreach (var foreignKey in type.GetAllBaseTypesInclusive().SelectMany(static principal => principal.GetDeclaredReferencingForeignKeys()))
            {
                // What is owned is no row of its own.
                if (foreignKey.IsOwnership || foreignKey.DeleteBehavior is not (DeleteBehavior.Cascade or DeleteBehavior.SetNull))
                {
                    continue;
                }

                foreach (var dependent in foreignKey.DeclaringEntityType.GetDerivedTypesInclusive())
                {
                    reached.UnionWith(Of(dependent));
                    if (foreignKey.DeleteBehavior == DeleteBehavior.Cascade && seen.Add(dependent))
                    {
                        open.Enqueue(dependent);
                    }
                }
            }
        }

        return [.. reached];
    }
}
