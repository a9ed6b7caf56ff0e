using System.Globalization;

namespace Tasker.OutputCache.Docs.Tests.Recipes;

/// <summary>A culture that is there without any data: machines may know none.</summary>
internal sealed class NamedCulture(string name) : CultureInfo(string.Empty)
{
    public override string Name => name;
}
