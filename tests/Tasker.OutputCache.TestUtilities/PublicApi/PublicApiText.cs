using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Tasker.OutputCache.TestUtilities.PublicApi;

/// <summary>Writes down what an assembly lets others see, in an order that does not depend on the compiler.</summary>
public static class PublicApiText
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Render(Assembly assembly) => Render(assembly.GetExportedTypes());

    internal static string Render(IEnumerable<Type> types)
    {
        var text = new StringBuilder();
        foreach (var type in types.OrderBy(static type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(RenderType(type)).Append('\n');
            foreach (var member in RenderMembers(type).Order(StringComparer.Ordinal))
            {
                text.Append("  ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string RenderType(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
            { IsValueType: true } => $"{(type.IsDefined(typeof(IsReadOnlyAttribute), inherit: false) ? "readonly " : string.Empty)}{Record(type)}struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => $"abstract {Record(type)}class",
            { IsSealed: true } => $"sealed {Record(type)}class",
            _ => $"{Record(type)}class",
        };
        var names = TypesAbove(type).Where(static above => above.IsVisible).Select(TypeText.Of).ToList();
        return $"{kind} {type.Namespace}.{TypeText.OfDeclaration(type)}{(names.Count == 0 ? string.Empty : $" : {string.Join(", ", names)}")}";
    }

    // What a record brings along of itself is not listed.
    private static string Record(Type type) =>
        type.GetMethods(Declared).Any(static method => method.Name == "PrintMembers" && IsGenerated(method)) ? "record " : string.Empty;

    private static IEnumerable<Type> TypesAbove(Type type)
    {
        if (type.IsEnum)
        {
            return [Enum.GetUnderlyingType(type)];
        }

        var parent = type.BaseType is { } above && above != typeof(object) && above != typeof(ValueType) ? above : null;
        var interfaces = type.GetInterfaces().Except(parent?.GetInterfaces() ?? []).OrderBy(TypeText.Of, StringComparer.Ordinal);
        return parent is null ? interfaces : [parent, .. interfaces];
    }

    private static bool IsGenerated(MethodInfo method) => method.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private static IEnumerable<string> RenderMembers(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(static field => string.Create(CultureInfo.InvariantCulture, $"{field.Name} = {field.GetRawConstantValue()}"));
        }

        return type.GetConstructors(Declared).Where(static constructor => !constructor.IsStatic && IsVisible(constructor)).Select(MemberText.Of)
            .Concat(type.GetMethods(Declared).Where(static method => IsVisible(method) && !IsAccessor(method) && !IsGenerated(method)).Select(MemberText.Of))
            .Concat(type.GetProperties(Declared).Where(static property => property.GetAccessors(nonPublic: true).Any(IsVisible)).Select(MemberText.Of))
            .Concat(type.GetEvents(Declared).Where(static member => IsVisible(member.AddMethod!)).Select(MemberText.Of))
            .Concat(type.GetFields(Declared).Where(static field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly).Select(MemberText.Of));
    }

    internal static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    // Operators have special names too, and are called by users all the same.
    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);
}
