using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Tasker.OutputCache.TestUtilities.PublicApi;

/// <summary>Writes down a member as its user sees it: nullability, default values and modifiers are part of the promise.</summary>
internal static class MemberText
{
    private static readonly NullabilityInfoContext Nullability = new();

    public static string Of(ConstructorInfo constructor) => $"{Access(constructor)}.ctor({Parameters(constructor)})";

    public static string Of(MethodInfo method)
    {
        var modifier = method.IsStatic ? "static " : method.IsAbstract ? "abstract " : IsOverride(method) ? "override " : method.IsVirtual && !method.IsFinal ? "virtual " : string.Empty;
        var generic = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(TypeText.OfGenericParameter))}>" : string.Empty;
        var extension = method.IsDefined(typeof(ExtensionAttribute), inherit: false) ? "this " : string.Empty;
        return $"{Access(method)}{modifier}{TypeText.Of(Nullability.Create(method.ReturnParameter))} {method.Name}{generic}({extension}{Parameters(method)})";
    }

    public static string Of(PropertyInfo property)
    {
        var accessors = property.GetAccessors(nonPublic: true);
        var modifier = accessors[0].IsStatic ? "static " : accessors[0].IsAbstract ? "abstract " : string.Empty;
        var index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(Parameter))}]" : string.Empty;
        return $"{modifier}{TypeText.Of(Nullability.Create(property))} {property.Name}{index} {{ {Getter(property)}{Setter(property)}}}";
    }

    public static string Of(EventInfo member) => $"event {TypeText.Of(Nullability.Create(member))} {member.Name}";

    public static string Of(FieldInfo field)
    {
        var modifier = field.IsLiteral ? "const " : field.IsStatic ? "static " : string.Empty;
        var value = field.IsLiteral ? $" = {Literal(field.GetRawConstantValue())}" : string.Empty;
        return $"{modifier}{(field.IsInitOnly ? "readonly " : string.Empty)}{TypeText.Of(Nullability.Create(field))} {field.Name}{value}";
    }

    private static string Access(MethodBase method) => method.IsPublic ? string.Empty : "protected ";

    private static bool IsOverride(MethodInfo method) => method.IsVirtual && method.GetBaseDefinition() != method;

    private static string Getter(PropertyInfo property) =>
        property.GetMethod is { } get && PublicApiText.IsVisible(get) ? $"{Access(get)}get; " : string.Empty;

    private static string Setter(PropertyInfo property)
    {
        if (property.SetMethod is not { } set || !PublicApiText.IsVisible(set))
        {
            return string.Empty;
        }

        var isInit = set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
        return $"{Access(set)}{(isInit ? "init" : "set")}; ";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var modifier = parameter.IsDefined(typeof(ParamArrayAttribute), inherit: false) ? "params "
            : parameter.IsOut ? "out "
            : parameter.IsIn ? "in "
            : parameter.ParameterType.IsByRef ? "ref " : string.Empty;
        var value = parameter.HasDefaultValue ? $" = {Literal(parameter.DefaultValue)}" : string.Empty;
        return $"{modifier}{TypeText.Of(Nullability.Create(parameter))} {parameter.Name}{value}";
    }

    private static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "default",
    };
}
