using System.Runtime.CompilerServices;
using LanguageExt.ClassInstances;

namespace Laitos.Shell;

/// <summary>
/// Tells LanguageExt that there are no class instances to search for.
/// <para>
/// At its first comparison or hash code the library loads every type of every assembly, to find structs that are named after the type at hand (<c>EqT</c>,
/// <c>OrdT</c>, <c>HashableT</c>). It costs a quarter of a second and some 35 MiB, and finds nothing that differs from what the types do themselves:
/// <c>ClassInstanceLaws</c> in tests/Properties compares the two (docs/adr/0024-class-instances.md).
/// </para>
/// <para>
/// This file is compiled into the daemon and into tests/Properties. A module initializer runs before any other code of its assembly.
/// </para>
/// </summary>
static class ClassInstances
{
    /// <summary>The result of a search that found nothing. The constructor would search.</summary>
    public static ClassInstancesAssembly None
    {
        get
        {
            var none = (ClassInstancesAssembly)RuntimeHelpers.GetUninitializedObject(typeof(ClassInstancesAssembly));
            (none.Types, none.Structs, none.AllClassInstances, none.ClassInstances) = ([], [], [], []);
            return none;
        }
    }

    [ModuleInitializer]
    internal static void DoNotSearch() => ClassInstancesAssembly.singleton = None;
}
