using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Tasker.OutputCache.Admin.Hosting;

/// <summary>A parameter of an operation, for API descriptions.</summary>
internal sealed class AdminParameter(ParameterInfo parameter) : IParameterBindingMetadata
{
    public string Name => parameter.Name!;

    public bool HasTryParse => parameter.ParameterType != typeof(string);

    public bool HasBindAsync => false;

    public ParameterInfo ParameterInfo => parameter;

    public bool IsOptional => parameter.HasDefaultValue;
}
