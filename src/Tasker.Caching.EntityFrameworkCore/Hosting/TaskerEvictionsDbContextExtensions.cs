using Microsoft.EntityFrameworkCore.Infrastructure;
using Tasker.Caching;
using Tasker.Caching.EntityFrameworkCore.Interception;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Evicts after changes that Entity Framework can't see row by row.</summary>
public static class TaskerEvictionsDbContextExtensions
{
    /// <summary>Evicts what the mapping of a row type evicts when rows are not known: after the commit of the open transaction, or after the save of the changes that the context has.</summary>
    /// <typeparam name="TRow">The row type of an <c>EvictOnSave</c>.</typeparam>
    /// <param name="context">The context. Call this after the statement, on the context whose transaction it ran in, or before the save.</param>
    /// <remarks>
    /// <para>For changes by a stored procedure, a trigger, or a command that was not sent by Entity Framework. The shared log hears of it in the background.</para>
    /// <para>Without an open transaction and with unsaved changes, it waits until they are saved: a save that fails evicts nothing, a second try does,
    /// and without any save nothing is evicted. With neither, it evicts at once, and once more after the next write of the context.</para>
    /// </remarks>
    public static void EvictAfter<TRow>(this DbContext context)
        where TRow : class
    {
        ArgumentNullException.ThrowIfNull(context);
        InterceptorOf(context).EvictAfter(context, typeof(TRow));
    }

    /// <summary>Evicts tags after the commit of the open transaction, or after the save of the changes that the context has.</summary>
    /// <param name="context">The context. Call this after the statement, on the context whose transaction it ran in, or before the save.</param>
    /// <param name="tags">The tags.</param>
    /// <param name="mode">Whether the entries become void or only stale.</param>
    /// <remarks>
    /// <para>The shared log hears of it in the background.</para>
    /// <para>Without an open transaction and with unsaved changes, it waits until they are saved: a save that fails evicts nothing, a second try does,
    /// and without any save nothing is evicted. With neither, it evicts at once, and once more after the next write of the context.</para>
    /// </remarks>
    public static void EvictAfter(this DbContext context, IReadOnlyCollection<CacheTag> tags, EvictionMode mode = EvictionMode.Hard)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(tags);
        InterceptorOf(context).EvictAfter(context, tags, mode);
    }

    private static EvictionInterceptor InterceptorOf(DbContext context) =>
        context.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()?.Interceptors?.OfType<EvictionInterceptor>().FirstOrDefault()
        ?? throw new InvalidOperationException(
            $"The saves of {context.GetType().Name} are not seen. Call AddTaskerOutputCache(...).EvictOnSave<...>(...), and UseTaskerEvictions(services) where a context is not registered by AddDbContext.");
}
