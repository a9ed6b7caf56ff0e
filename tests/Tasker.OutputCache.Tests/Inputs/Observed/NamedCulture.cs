using System.Globalization;

namespace Tasker.OutputCache.Tests.Inputs.Observed;

/// <summary>A culture that is there without any data.</summary>
internal sealed class NamedCulture(string name) : CultureInfo(string.Empty)
{
    public override string Name => name;
}
