using Microsoft.Extensions.Configuration;
using Tasker.Caching.Configuration.Binding;
using Tasker.Caching.Configuration.Keys;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Configuration;

/// <summary><c>docs/configuration.md</c> says what the code does.</summary>
public sealed class ConfigurationPageTests
{
    [Fact]
    public void Page_EveryTableOfTheCore_IsThere() => Assert.All(ConfigurationKeys.CoreTables, ConfigurationPage.AssertHas);

    // The tables of packages are compared by the tests of those packages.
    [Fact]
    public void Page_OtherTables_AreThoseOfPackages() =>
        ConfigurationPage.AssertHasNoOther([.. ConfigurationKeys.CoreTables.Select(static table => table.Name), "redis", "memcached", "postgres", "purge"]);

    [Fact]
    public void Page_ShortForms_AreThere()
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "configuration.md"));

        Assert.All(ConfigurationKeys.ResourceForms, form => Assert.Contains($"`{form.Name}_seconds`", page, StringComparison.Ordinal));
        Assert.All(SectionFinder.WellKnownPaths, path => Assert.Contains($"`{path}`", page, StringComparison.Ordinal));
        Assert.All(BackendNames.WithoutPackages.All, name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Page_Examples_AreReadWithoutAComplaint()
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "configuration.md")).ReplaceLineEndings("\n");
        var examples = page.Split("```toml\n").Skip(1).Select(static text => text[..text.IndexOf("```", StringComparison.Ordinal)]).ToList();

        Assert.NotEmpty(examples);
        Assert.All(examples, static example =>
        {
            using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(example));
            var configuration = new ConfigurationBuilder().AddTomlStream(stream).Build();
            Assert.Empty(ConfigurationText.Bind(configuration).Problems);
        });
    }
}
