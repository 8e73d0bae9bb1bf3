using System.Reflection;
using Laitos.Domain.Addresses;

namespace Laitos.Properties.Architecture;

/// <summary>Which folder of the domain may use which: seen in base types, fields, signatures and local variables.</summary>
public class DependencyTests
{
    const string Domain = "Laitos.Domain.";

    /// The assembly beside the domain, whose folders are told apart by its name in front.
    const string Signatures = "Laitos.Signatures";

    static readonly string[] Protocols = ["Foundation", "Addresses", "Dns", "Smtp", "Message"];

    static readonly string[] Verification = ["Foundation", "Addresses", "Dns", "Message", "Authentication", "Signatures.Canonical", "Signatures.Fields", "Signatures.Keys"];

    static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Foundation"] = [],
        ["Addresses"] = ["Foundation"],
        ["Sharing"] = ["Foundation"],
        ["Dns"] = ["Foundation", "Addresses"],
        ["Sasl"] = ["Foundation"],
        ["Smtp"] = ["Foundation", "Addresses", "Sasl"],
        ["Message"] = ["Foundation", "Addresses"],
        ["Commands"] = ["Foundation", "Addresses", "Sharing", "Sasl", "Message"],
        ["Authentication"] = ["Foundation", "Addresses", "Dns", "Message"],
        ["Filtering"] = [.. Protocols, "Sharing", "Authentication"],
        ["Scanning"] = ["Foundation", "Addresses", "Message"],
        ["Rewriting"] = ["Foundation", "Addresses", "Dns", "Message", "Authentication"],
        ["Forwarding"] = [.. Protocols, "Authentication", "Filtering", "Scanning", "Rewriting"],
        ["Rules"] = ["Foundation", "Addresses", "Smtp"],
        ["Queue"] = ["Foundation", "Addresses", "Smtp", "Message", "Rewriting", "Forwarding"],
        ["Journey"] = [.. Protocols, "Sharing", "Rules", "Authentication", "Filtering", "Scanning", "Commands", "Rewriting", "Forwarding", "Queue"],
        ["Tracing"] = [.. Protocols, "Rules", "Authentication", "Filtering", "Scanning", "Commands", "Rewriting", "Forwarding", "Queue", "Journey"],
        ["Status"] = [.. Protocols, "Rules", "Authentication", "Filtering", "Scanning", "Commands", "Rewriting", "Forwarding", "Queue", "Journey", "Tracing"],
        ["Signatures.Canonical"] = ["Foundation", "Message"],
        ["Signatures.Fields"] = ["Foundation", "Addresses", "Dns", "Message", "Authentication", "Signatures.Canonical"],
        ["Signatures.Keys"] = ["Foundation", "Dns", "Authentication", "Signatures.Fields"],
        ["Signatures.Dkim"] = [.. Verification],
        ["Signatures.Arc"] = [.. Verification, "Signatures.Dkim"],
        ["Signatures.Signing"] = [.. Verification, "Signatures.Arc"],
        ["Signatures"] = [.. Verification, "Signatures.Dkim", "Signatures.Arc"],
        ["Settings"] = [.. Protocols, "Sharing", "Sasl", "Rules", "Authentication", "Filtering", "Scanning", "Commands", "Rewriting", "Forwarding", "Queue", "Journey", "Tracing", "Status"],
        ["Diagnosis"] = ["Foundation", "Addresses", "Dns", "Smtp", "Rules", "Authentication", "Filtering", "Scanning", "Commands", "Rewriting", "Queue", "Settings"],
    };

    [Test]
    public void Folders_use_only_what_lies_below_them() =>
        Assert.That(typeof(Seqs).Assembly.GetTypes().Concat(typeof(Laitos.Signatures.SignatureCheck).Assembly.GetTypes()).SelectMany(type => Offences(FolderOf(type), type)), Is.Empty);

    [TestCase("Foundation", typeof(UsesAddressInSignature))]
    [TestCase("Foundation", typeof(UsesAddressInField))]
    [TestCase("Foundation", typeof(UsesAddressInLocal))]
    [TestCase("Smtp", typeof(UsesDns))]
    [TestCase("Nowhere", typeof(UsesAddressInField))]
    public void A_planted_use_is_reported(string folder, Type type) => Assert.That(Offences(folder, type), Is.Not.Empty);

    [TestCase("Dns", typeof(UsesAddressInField))]
    [TestCase("Authentication", typeof(UsesDns))]
    public void An_allowed_use_is_not(string folder, Type type) => Assert.That(Offences(folder, type), Is.Empty);

    static IEnumerable<string> Offences(string? folder, Type type) =>
        folder is null ? []
        : !Allowed.TryGetValue(folder, out var below) ? [$"the folder {folder} of {type} has no place in the order"]
        : Used(type).SelectMany(Parts).Select(FolderOf).Where(used => used is not null && used != folder && !below.Contains(used)).Distinct()
            .Select(used => $"{type} in {folder} uses {used}");

    /// The first word behind Laitos.Domain, or all behind Laitos; none for a type from elsewhere.
    static string? FolderOf(Type type) =>
        type.Namespace?.StartsWith(Signatures, StringComparison.Ordinal) == true ? type.Namespace["Laitos.".Length..] :
        type.Namespace?.StartsWith(Domain, StringComparison.Ordinal) == true ? type.Namespace[Domain.Length..].Split('.')[0] : null;

    static IEnumerable<Type> Used(Type type)
    {
        const BindingFlags own = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var methods = type.GetMethods(own).Cast<MethodBase>().Concat(type.GetConstructors(own));
        return new[] { type.BaseType ?? typeof(object) }.Concat(type.GetInterfaces())
            .Concat(type.GetFields(own).Select(field => field.FieldType))
            .Concat(methods.SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType)
                .Concat(method is MethodInfo { ReturnType: var result } ? [result] : [])
                .Concat(method.GetMethodBody()?.LocalVariables.Select(local => local.LocalType) ?? [])));
    }

    static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Prepend(type.GetGenericTypeDefinition())
        : [type];

    sealed record UsesAddressInField(Option<Mailbox> Mailbox);

    abstract class UsesAddressInSignature
    {
        public abstract int Of(Seq<Mailbox> mailboxes);
    }

    sealed class UsesAddressInLocal
    {
        public static int Length(string text)
        {
            var parsed = Mailbox.Parse(text);
            return parsed.IsRight ? parsed.ToString().Length : 0;
        }
    }

    sealed record UsesDns(Laitos.Domain.Dns.Question Question);
}
