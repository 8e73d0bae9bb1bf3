using System.Xml.Linq;
using Laitos.Signatures;

namespace Laitos.Properties.Architecture;

/// <summary>The fence of the assembly that computes signatures: it may compute, and nothing else. No files, sockets, clocks or tasks.</summary>
public class SignaturesFenceTests
{
    static readonly string[] Allowed =
    [
        "Laitos.Domain", "LanguageExt.Core", "BouncyCastle.Cryptography", "netstandard",
        "System.Runtime", "System.Collections", "System.Linq", "System.Memory", "System.Runtime.Numerics", "System.Formats.Asn1", "System.Security.Cryptography", "System.Threading",
    ];

    /// What octets stream through has a state. Nothing else moves, but for the keys that are kept.
    static readonly string[] Moving = ["BodyDigester", "PrefixHash", "Words"];

    [Test]
    public void It_refers_to_nothing_that_has_effects() =>
        Assert.That(typeof(SignatureCheck).Assembly.GetReferencedAssemblies().Select(name => name.Name), Is.SubsetOf(Allowed));

    [Test]
    public void Its_types_are_pure_but_for_those_that_stream() =>
        Assert.That(typeof(SignatureCheck).Assembly.GetTypes().Where(type => !Moving.Contains(type.Name)).SelectMany(Purity.Offences), Is.Empty);

    [Test]
    public void Those_that_stream_would_not_pass() =>
        Assert.That(typeof(SignatureCheck).Assembly.GetTypes().Where(type => Moving.Contains(type.Name) && Purity.Offences(type).Any()).Select(type => type.Name), Is.EquivalentTo(Moving));

    [Test]
    public void The_project_depends_on_the_domain_and_one_library() => Assert.That(
        XDocument.Load(Path.Combine(Sources.Root, "src/Signatures/Signatures.csproj")).Descendants()
            .Where(item => item.Name.LocalName is "PackageReference" or "ProjectReference" or "FrameworkReference" or "Reference" && item.Attribute("PrivateAssets")?.Value != "all")
            .Select(item => item.Attribute("Include")?.Value),
        Is.EquivalentTo(new[] { "../Domain/Domain.csproj", "BouncyCastle.Cryptography" }));
}
