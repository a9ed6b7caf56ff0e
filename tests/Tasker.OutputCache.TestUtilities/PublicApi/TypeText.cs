using System.Reflection;

namespace Tasker.OutputCache.TestUtilities.PublicApi;

/// <summary>Writes down types as C# spells them, without namespaces.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(char)] = "char",
        [typeof(byte)] = "byte", [typeof(short)] = "short", [typeof(int)] = "int", [typeof(long)] = "long", [typeof(float)] = "float",
        [typeof(double)] = "double", [typeof(decimal)] = "decimal", [typeof(uint)] = "uint", [typeof(ulong)] = "ulong",
    };

    public static string Of(Type type)
    {
        if (type.IsByRef)
        {
            return Of(type.GetElementType()!);
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return $"{Of(underlying)}?";
        }

        return type.IsArray ? $"{Of(type.GetElementType()!)}[]"
            : Keywords.TryGetValue(type, out var keyword) ? keyword
            : Name(type, type.GetGenericArguments().Select(Of));
    }

    public static string Of(NullabilityInfo info)
    {
        var type = info.Type.IsByRef ? info.Type.GetElementType()! : info.Type;
        if (type.IsValueType && Nullable.GetUnderlyingType(type) is not null)
        {
            return Of(type);
        }

        var mark = !type.IsValueType && info.ReadState == NullabilityState.Nullable ? "?" : string.Empty;
        var text = info.ElementType is { } element ? $"{Of(element)}[]"
            : info.GenericTypeArguments.Length > 0 ? Name(type, info.GenericTypeArguments.Select(Of))
            : Of(type);
        return text + mark;
    }

    public static string OfDeclaration(Type type)
    {
        var name = Name(type, type.GetGenericArguments().Select(OfGenericParameter));
        return type.DeclaringType is { } outer ? $"{OfDeclaration(outer)}.{name}" : name;
    }

    public static string OfGenericParameter(Type parameter)
    {
        var kind = parameter.GenericParameterAttributes & GenericParameterAttributes.SpecialConstraintMask;
        var constraints = new List<string>();
        if (kind.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
        {
            constraints.Add("struct");
        }
        else if (kind.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            constraints.Add("class");
        }

        constraints.AddRange(parameter.GetGenericParameterConstraints().Where(static type => type != typeof(ValueType)).Select(Of));
        return constraints.Count == 0 ? parameter.Name : $"{parameter.Name}: {string.Join(" and ", constraints)}";
    }

    private static string Name(Type type, IEnumerable<string> arguments)
    {
        var name = type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", arguments)}>" : name;
    }
}
