using Laitos.Domain.Foundation;
using Laitos.Domain.Status.Web;

namespace Laitos.Shell.Status;

/// <summary>The files of the page that are the same for everybody; they lie in the program.</summary>
static class StatusAssets
{
    /// <summary>A file as an answer.</summary>
    public static StatusResponse Of(StatusAsset asset) => asset switch
    {
        StatusAsset.Style => new StatusResponse(200, "text/css; charset=utf-8", Read("status.css")),
        StatusAsset.Script => new StatusResponse(200, "text/javascript; charset=utf-8", Read("status.js")),
        StatusAsset.Icon => new StatusResponse(200, "image/svg+xml", Read("icon.svg")),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static Octets Read(string name)
    {
        using var resource = typeof(StatusAssets).Assembly.GetManifestResourceStream($"Laitos.Shell.Status.Assets.{name}") ?? throw new System.Diagnostics.UnreachableException(name);
        var octets = new byte[resource.Length];
        resource.ReadExactly(octets);
        return new Octets(octets);
    }
}
