using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Tasker.Caching.Redis.Tests.Clients;

/// <summary>What an assembly offers to others, and what it asks of another one: types, and members with their whole signature.</summary>
internal static class AssemblyMembers
{
    /// <summary>Lists the public types of an assembly and their visible members, inherited ones under the inheriting type too.</summary>
    public static HashSet<string> OfferedBy(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var reader = file.GetMetadataReader();
        var types = new Dictionary<string, (List<string> Members, List<string> Bases)>(StringComparer.Ordinal);
        foreach (var handle in reader.TypeDefinitions)
        {
            var type = reader.GetTypeDefinition(handle);
            if (IsPublic(reader, type))
            {
                types[SignatureNames.NameOf(reader, handle)] = (MembersOf(reader, type), BasesOf(reader, type));
            }
        }

        var offered = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in types.Keys)
        {
            offered.Add(name);
            AddMembers(offered, types, name, name, isOwn: true);
        }

        return offered;
    }

    private static bool IsPublic(MetadataReader reader, TypeDefinition type) => (type.Attributes & TypeAttributes.VisibilityMask) switch
    {
        TypeAttributes.Public => true,
        TypeAttributes.NestedPublic => IsPublic(reader, reader.GetTypeDefinition(type.GetDeclaringType())),
        _ => false,
    };

    private static List<string> MembersOf(MetadataReader reader, TypeDefinition type)
    {
        var members = new List<string>();
        foreach (var handle in type.GetMethods())
        {
            var method = reader.GetMethodDefinition(handle);
            if (IsVisible((int)method.Attributes))
            {
                members.Add(reader.GetString(method.Name) + SignatureNames.Write(method.DecodeSignature(SignatureNames.Instance, null)));
            }
        }

        foreach (var handle in type.GetFields())
        {
            var field = reader.GetFieldDefinition(handle);
            if (IsVisible((int)field.Attributes))
            {
                members.Add($"{reader.GetString(field.Name)} : {field.DecodeSignature(SignatureNames.Instance, null)}");
            }
        }

        return members;
    }

    // Methods and fields have their access in the same bits.
    private static bool IsVisible(int attributes) =>
        (MethodAttributes)(attributes & (int)MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;

    // Of classes only: a call through an interface names the interface that declares the member.
    private static List<string> BasesOf(MetadataReader reader, TypeDefinition type) =>
        type.BaseType.IsNil ? [] : [NameOf(reader, type.BaseType)];

    private static void AddMembers(HashSet<string> offered, Dictionary<string, (List<string> Members, List<string> Bases)> types, string name, string owner, bool isOwn)
    {
        if (!types.TryGetValue(owner, out var type))
        {
            return;
        }

        // Constructors are not inherited.
        offered.UnionWith(type.Members.Where(member => isOwn || !member.StartsWith('.')).Select(member => $"{name}::{member}"));
        foreach (var parent in type.Bases)
        {
            AddMembers(offered, types, name, parent, isOwn: false);
        }
    }

    /// <summary>Lists the types of an assembly and their members that another assembly refers to.</summary>
    public static IReadOnlyList<string> AskedOf(string assemblyName, string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var reader = file.GetMetadataReader();
        var asked = new List<string>();
        foreach (var handle in reader.TypeReferences)
        {
            if (IsFrom(reader, handle, assemblyName))
            {
                asked.Add(SignatureNames.NameOf(reader, handle));
            }
        }

        foreach (var handle in reader.MemberReferences)
        {
            var member = reader.GetMemberReference(handle);
            if (OwnerOf(reader, member.Parent) is { } owner && IsFrom(reader, owner, assemblyName))
            {
                asked.Add($"{SignatureNames.NameOf(reader, owner)}::{Write(reader, member)}");
            }
        }

        return asked;
    }

    private static TypeReferenceHandle? OwnerOf(MetadataReader reader, EntityHandle parent) => parent.Kind switch
    {
        HandleKind.TypeReference => (TypeReferenceHandle)parent,
        // A generic type of the client would need its arguments taken off; none is in use, and one that appears must not pass unseen.
        HandleKind.TypeSpecification when NameOf(reader, parent).StartsWith("StackExchange.Redis.", StringComparison.Ordinal) =>
            throw new NotSupportedException($"{NameOf(reader, parent)} is a generic type of the client."),
        _ => null,
    };

    private static string Write(MetadataReader reader, MemberReference member) => member.GetKind() == MemberReferenceKind.Field
        ? $"{reader.GetString(member.Name)} : {member.DecodeFieldSignature(SignatureNames.Instance, null)}"
        : reader.GetString(member.Name) + SignatureNames.Write(member.DecodeMethodSignature(SignatureNames.Instance, null));

    private static bool IsFrom(MetadataReader reader, TypeReferenceHandle handle, string assemblyName)
    {
        var scope = reader.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.AssemblyReference => reader.StringComparer.Equals(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name, assemblyName),
            HandleKind.TypeReference => IsFrom(reader, (TypeReferenceHandle)scope, assemblyName),
            _ => false,
        };
    }

    private static string NameOf(MetadataReader reader, EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeDefinition => SignatureNames.NameOf(reader, (TypeDefinitionHandle)handle),
        HandleKind.TypeReference => SignatureNames.NameOf(reader, (TypeReferenceHandle)handle),
        _ => reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(SignatureNames.Instance, null),
    };
}
