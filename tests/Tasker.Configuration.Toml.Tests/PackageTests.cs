using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Tasker.Configuration.Toml.Tests;

/// <summary>The package stands alone: no cache, no ASP.NET Core, and nobody sees what it reads TOML with.</summary>
public sealed class PackageTests
{
    private static Assembly Package => typeof(ConfigurationLayers).Assembly;

    [Fact]
    public void Assembly_RefersTo_ThePlatformAndTomlynOnly()
    {
        var others = Package.GetReferencedAssemblies().Select(static name => name.Name!).Where(static name => !name.StartsWith("System.", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

        Assert.Equal(
            [
                "Microsoft.Extensions.Configuration",
                "Microsoft.Extensions.Configuration.Abstractions",
                "Microsoft.Extensions.Configuration.CommandLine",
                "Microsoft.Extensions.Configuration.EnvironmentVariables",
                "Microsoft.Extensions.Configuration.FileExtensions",
                "Microsoft.Extensions.Configuration.Json",
                "Microsoft.Extensions.FileProviders.Abstractions",
                "Microsoft.Extensions.Hosting.Abstractions",
                "Microsoft.Extensions.Primitives",
                "Tomlyn",
            ],
            others);
    }

    // The compiler leaves out references that nothing uses; the runtime does not. These tests are such a program.
    [Fact]
    public void Program_ThatRefersToThePackage_RunsWithoutAspNetCoreAndTheCache()
    {
        var known = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(Path.GetFileNameWithoutExtension).ToList();

        Assert.Contains("Tasker.Configuration.Toml", known);
        Assert.DoesNotContain(known, static name => name!.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        Assert.DoesNotContain(known, static name => name!.StartsWith("Tasker.OutputCache", StringComparison.Ordinal));
    }

    [Fact]
    public void PublicMembers_OfEveryType_NameNoTypeOfTomlyn()
    {
        var named = Package.GetExportedTypes().SelectMany(TypesOf).ToHashSet();

        // They are found at all.
        Assert.Contains(typeof(IConfigurationBuilder), named);
        Assert.Contains(typeof(TomlPosition), named);
        Assert.DoesNotContain(named, static type => type.Assembly.GetName().Name == "Tomlyn");
    }

    [Fact]
    public void Types_OfThePackage_AreInItsNamespaceOrThatOfWhatTheyExtend() =>
        Assert.All(Package.GetExportedTypes(), static type => Assert.Equal(
            type.IsAbstract && type.IsSealed ? "Microsoft.Extensions.Configuration" : "Tasker.Configuration.Toml", type.Namespace));

    private static IEnumerable<Type> TypesOf(Type type)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var methods = type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All))
            .Where(static method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);
        var named = new List<Type>(type.GetInterfaces()) { type };
        if (type.BaseType is { } parent)
        {
            named.Add(parent);
        }

        foreach (var method in methods)
        {
            named.AddRange(method.GetParameters().Select(static parameter => parameter.ParameterType));
            if (method is MethodInfo { ReturnType: var returned })
            {
                named.Add(returned);
            }
        }

        named.AddRange(type.GetFields(All).Where(static field => field.IsPublic || field.IsFamily).Select(static field => field.FieldType));
        return named.SelectMany(Parts);
    }

    private static IEnumerable<Type> Parts(Type type) => type switch
    {
        { HasElementType: true } => Parts(type.GetElementType()!),
        { IsGenericType: true } => [type.GetGenericTypeDefinition(), .. type.GetGenericArguments().SelectMany(Parts)],
        _ => [type],
    };
}
