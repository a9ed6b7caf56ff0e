using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Backends;
using Tasker.Caching.Coverage;
using Tasker.Caching.EntityFrameworkCore.Mappings;

namespace Tasker.Caching.EntityFrameworkCore.Interception;

/// <summary>The tables of the rows that <c>EvictOnSave</c> is for, by the models of the host's contexts.</summary>
internal sealed class SaveTables(IServiceCollection services, IServiceScopeFactory scopes, IEnumerable<SaveMapping> mappings, ReadInterceptor interceptor, ILogger<SaveTables> logger) : ICoveredTables
{
    private readonly ILogger _logger = CacheGuard.Guarded(logger);
    private readonly SaveMapping[] _mappings = [.. mappings];

    public IEnumerable<CoveredTable> Read() =>
        from model in RegisteredModels().Concat(interceptor.Models).Distinct()
        from table in new ModelMappings(model, _mappings, isRelational: true).Tables
        from mapping in table.Changed
        select new CoveredTable(table.Name, mapping.Evicts(), $"EvictOnSave<{mapping.RowName}>");

    // A context that only saves may not have been used yet. To make one opens no connection.
    private List<IModel> RegisteredModels()
    {
        var models = new List<IModel>();
        using var scope = scopes.CreateScope();
        foreach (var type in MappingUse.ContextsOf(services))
        {
            try
            {
                if (scope.ServiceProvider.GetService(type) is DbContext context && context.Database.IsRelational())
                {
                    models.Add(context.Model);
                }
            }
            catch (Exception exception)
            {
                _logger.ModelUnknown(type.Name, exception);
            }
        }

        return models;
    }
}
