using System.Text;
using Microsoft.Extensions.Configuration;
using Tasker.Caching;
using Tasker.Caching.Configuration.Binding;
using Tasker.Caching.Configuration.Keys;
using Xunit;

namespace Tasker.OutputCache.Tests.Configuration;

/// <summary>Short ways to configurations.</summary>
internal static class ConfigurationText
{
    /// <summary>Makes a configuration of one source from lines like <c>common:cache:enabled=true</c>.</summary>
    public static IConfigurationRoot Lines(params string[] lines) => Layers(lines);

    /// <summary>Makes a configuration of one source per array; later ones override.</summary>
    public static IConfigurationRoot Layers(params string[][] layers)
    {
        var builder = new ConfigurationBuilder();
        foreach (var lines in layers)
        {
            builder.AddInMemoryCollection(lines.Select(static line => line.Split('=', 2)).Select(static p => KeyValuePair.Create(p[0], (string?)p[1])));
        }

        return builder.Build();
    }

    public static IConfigurationRoot Json(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();

    public static BindingResult Bind(IConfiguration configuration, string? sectionPath = null) =>
        new TaskerConfigurationBinder(new ConfigurationKeys([])).Bind(configuration, sectionPath);

    /// <summary>Binds keys of the section <c>common:cache</c> and expects no problem.</summary>
    public static TaskerCachingOptions Cache(params string[] lines)
    {
        var result = BindCache(lines);

        Assert.Empty(result.Problems);
        return result.Options;
    }

    public static BindingResult BindCache(params string[] lines) =>
        Bind(Lines([.. lines.Select(static line => $"common:cache:{line}")]));
}
