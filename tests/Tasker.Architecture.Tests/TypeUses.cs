using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Tasker.Architecture.Tests;

/// <summary>Reads from a compiled assembly which type uses which: in signatures, in bodies, in attributes. Constants leave no trace.</summary>
internal static class TypeUses
{
    public static HashSet<TypeUse> Of(string assembly)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        using var module = ModuleDefinition.ReadModule(assembly, new ReaderParameters { AssemblyResolver = resolver });
        var uses = new HashSet<TypeUse>();
        foreach (var type in module.GetTypes())
        {
            foreach (var used in Of(type).SelectMany(Parts))
            {
                uses.Add(new TypeUse(Outer(type).FullName, Outer(used).FullName, used.Scope is ModuleDefinition ? module.Assembly.Name.Name : used.Scope.Name));
            }
        }

        return uses;
    }

    private static TypeReference Outer(TypeReference type)
    {
        while (type.DeclaringType is { } declaring)
        {
            type = declaring;
        }

        return type;
    }

    // What a constructed type is made of.
    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic => Parts(generic.ElementType).Concat(generic.GenericArguments.SelectMany(Parts)),
        FunctionPointerType pointer => Parts(pointer.ReturnType).Concat(pointer.Parameters.SelectMany(static parameter => Parts(parameter.ParameterType))),
        IModifierType modifier => Parts(modifier.ElementType).Concat(Parts(modifier.ModifierType)),
        TypeSpecification specification => Parts(specification.ElementType),
        _ => [type],
    };

    private static IEnumerable<TypeReference?> Of(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(static implemented => implemented.InterfaceType),
        .. Of(type.GenericParameters),
        .. Of(type.CustomAttributes),
        .. type.Fields.SelectMany(static field => Of(field.CustomAttributes).Append(field.FieldType)),
        .. type.Properties.SelectMany(static property => Of(property.CustomAttributes).Append(property.PropertyType)),
        .. type.Events.Select(static raised => raised.EventType),
        .. type.Methods.SelectMany(Of),
    ];

    private static IEnumerable<TypeReference?> Of(MethodDefinition method) =>
    [
        method.ReturnType,
        .. method.Parameters.SelectMany(static parameter => Of(parameter.CustomAttributes).Append(parameter.ParameterType)),
        .. Of(method.GenericParameters),
        .. Of(method.CustomAttributes),
        .. method.HasBody ? Of(method.Body) : [],
    ];

    private static IEnumerable<TypeReference?> Of(MethodBody body) =>
    [
        .. body.Variables.Select(static variable => variable.VariableType),
        .. body.ExceptionHandlers.Select(static handler => handler.CatchType),
        .. body.Instructions.SelectMany(Of),
    ];

    private static IEnumerable<TypeReference?> Of(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        MethodReference method => [method.DeclaringType, method.ReturnType, .. method is GenericInstanceMethod generic ? generic.GenericArguments : []],
        FieldReference field => [field.DeclaringType, field.FieldType],
        _ => [],
    };

    private static IEnumerable<TypeReference?> Of(IEnumerable<GenericParameter> parameters) =>
        parameters.SelectMany(static parameter => parameter.Constraints).Select(static constraint => constraint.ConstraintType);

    private static IEnumerable<TypeReference?> Of(IEnumerable<CustomAttribute> attributes) =>
        attributes.SelectMany(static attribute => attribute.ConstructorArguments.Select(static argument => argument.Value as TypeReference).Append(attribute.AttributeType));
}
