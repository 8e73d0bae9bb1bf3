using System.Reflection;
using System.Runtime.CompilerServices;

namespace Laitos.Properties.Support;

/// <summary>How much memory a value keeps alive, as far as fields tell: about 8 octets for each reference and the length of what is in arrays and texts.</summary>
static class ObjectGraph
{
    const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    const int Header = 16;

    /// <summary>The octets of all objects that can be reached from a value.</summary>
    public static long Octets(object root)
    {
        var (seen, waiting, total) = (new System.Collections.Generic.HashSet<object>(ReferenceEqualityComparer.Instance), new Stack<object>([root]), 0L);
        while (waiting.TryPop(out var one))
        {
            if (one is Type or Delegate or Assembly || !seen.Add(one))
            {
                continue;
            }

            total += Header + one switch
            {
                string text => 2 * text.Length,
                Array array => Array(array, waiting),
                _ => Members(one, waiting),
            };
        }

        return total;
    }

    static long Array(Array array, Stack<object> waiting)
    {
        var type = array.GetType().GetElementType()!;
        return type.IsPrimitive || type.IsEnum ? (long)array.Length * Width(type) : array.Cast<object?>().Sum(item => Held(type, item, waiting));
    }

    static long Members(object one, Stack<object> waiting)
    {
        var total = 0L;
        for (var type = one.GetType(); type is not null; type = type.BaseType)
        {
            total += type.GetFields(Fields).Sum(field => Held(field.FieldType, field.GetValue(one), waiting));
        }

        return total;
    }

    static long Held(Type type, object? item, Stack<object> waiting)
    {
        if (type.IsPrimitive || type.IsEnum || type.IsPointer)
        {
            return Width(type);
        }

        if (type.IsValueType)
        {
            return item is null ? Width(type) : Members(item, waiting);
        }

        if (item is not null)
        {
            waiting.Push(item);
        }

        return IntPtr.Size;
    }

    static long Width(Type type) => type.IsPointer ? IntPtr.Size : (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;
}
