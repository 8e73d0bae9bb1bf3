using Laitos.Domain.Foundation;
using Laitos.Domain.Status.Web;

namespace Laitos.Shell.Status;

/// <summary>The files of the page that are the same for everybody; they lie in the program.</summary>
static class StatusAssets
{
    /// <summary>The octets of a file.</summary>
    public static Octets Read(StatusAsset asset) => Read(asset switch
    {
        StatusAsset.Style => "status.css",
        StatusAsset.Script => "status.js",
        StatusAsset.Icon => "icon.svg",
        _ => throw new System.Diagnostics.UnreachableException(),
    });

    static Octets Read(string name)
    {
        using var resource = typeof(StatusAssets).Assembly.GetManifestResourceStream($"Laitos.Shell.Status.Assets.{name}") ?? throw new System.Diagnostics.UnreachableException(name);
        var octets = new byte[resource.Length];
        resource.ReadExactly(octets);
        return new Octets(octets);
    }
}
