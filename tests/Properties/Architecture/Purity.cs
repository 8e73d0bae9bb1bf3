using System.Reflection;
using System.Runtime.CompilerServices;

namespace Laitos.Properties.Architecture;

/// <summary>What reflection can say against the purity of a type, in words.</summary>
static class Purity
{
    const BindingFlags Own = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Everything that is wrong with a type; none for what the compiler generates.</summary>
    internal static IEnumerable<string> Offences(Type type) =>
        type.ToString().Contains('<', StringComparison.Ordinal) || type.IsDefined(typeof(CompilerGeneratedAttribute)) ? []
        : Methods(type).Concat(Properties(type)).Concat(Fields(type));

    /// A method without a result works by its effect, unless it fills what the caller lends it. An override answers to its base.
    static IEnumerable<string> Methods(Type type) =>
        type.GetMethods(Own).Where(method => method.IsPublic && !method.IsSpecialName && method.GetBaseDefinition() == method).SelectMany(method =>
            IsTask(method.ReturnType) ? [$"{type}.{method.Name} returns a task"]
            : method.ReturnType == typeof(void) && !method.GetParameters().Any(IsSink) ? [$"{type}.{method.Name} returns nothing"]
            : Array.Empty<string>());

    static IEnumerable<string> Properties(Type type) =>
        type.IsByRefLike ? [] : type.GetProperties(Own)
            .Where(property => property.SetMethod is { } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)))
            .Select(property => $"{type}.{property.Name} can be set");

    /// A ref struct lives on the stack of one call: it may move. A captured parameter of a primary constructor is never marked
    /// readonly; that none is assigned is for the test that reads the sources.
    static IEnumerable<string> Fields(Type type) =>
        type.IsByRefLike || type.IsEnum ? []
        : type.GetFields(Own).Where(field => !field.Name.StartsWith("<>", StringComparison.Ordinal)).SelectMany(field =>
            !field.IsInitOnly && !field.IsLiteral && !field.Name.EndsWith(">P", StringComparison.Ordinal) ? [$"{type}.{field.Name} is not readonly"]
            : field.IsStatic && IsMutable(field.FieldType) ? [$"{type}.{field.Name} is static and mutable"]
            : IsRecord(type) && typeof(Delegate).IsAssignableFrom(field.FieldType) ? [$"{type}.{field.Name} is a delegate in a record"]
            : Array.Empty<string>());

    static bool IsTask(Type type) => type.FullName?.StartsWith("System.Threading.Tasks.", StringComparison.Ordinal) == true;

    static bool IsSink(ParameterInfo parameter) =>
        parameter.ParameterType.IsByRef
        || (parameter.ParameterType.IsGenericType
            && parameter.ParameterType.GetGenericTypeDefinition() is var generic
            && (generic == typeof(Span<>) || generic == typeof(System.Buffers.IBufferWriter<>)));

    static bool IsMutable(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() is var generic
        && (generic == typeof(List<>) || generic == typeof(Dictionary<,>) || generic == typeof(System.Collections.Generic.HashSet<>) || generic == typeof(Queue<>));

    static bool IsRecord(Type type) => type.GetMethod("<Clone>$", Own) is not null || type.GetMethod("PrintMembers", Own) is not null;
}
