using System.Runtime.InteropServices;
using System.Text;

namespace Laitos.Shell.Smtp;

/// <summary>
/// Keeps OpenSSL from handing out session tickets after a TLS 1.3 handshake. The framework refuses to resume sessions when told to, but
/// has no word for this; OpenSSL has one in its configuration, which is amended here for this process. All else in it stays in force.
/// </summary>
static class SessionTickets
{
    const string Library = "libcrypto.so.3";

    /// <summary>Switches them off for all connections to come. Where there is no OpenSSL 3, nothing happens.</summary>
    public static void SwitchOff()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            var file = CONF_get1_default_config_file();
            var present = NCONF_new(0);
            var include = NCONF_load(present, file, out _) == 1 ? $".include {Marshal.PtrToStringUTF8(file)}\n" : "";
            var program = Value(present, null, "openssl_conf") ?? "laitos_program";
            var tls = Value(present, program, "ssl_conf") ?? "laitos_tls";
            var defaults = Value(present, tls, "system_default") ?? "laitos_defaults";

            // A section of our own names the TLS settings alone, so that nothing else of the configuration is carried out twice.
            var text = Encoding.UTF8.GetBytes(
                $"{include}[default]\nopenssl_conf = laitos\n[laitos]\nssl_conf = {tls}\n[{tls}]\nsystem_default = {defaults}\n[{defaults}]\nNumTickets = 0\n");
            var amended = NCONF_new(0);
            if (NCONF_load_bio(amended, BIO_new_mem_buf(text, text.Length), out _) == 1)
            {
                _ = CONF_modules_load(amended, 0, 0);
            }

            ERR_clear_error();
        }
        catch (Exception absent) when (absent is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another library does the handshakes.
        }
    }

    static string? Value(nint configuration, string? section, string name) =>
        Marshal.PtrToStringUTF8(NCONF_get_string(configuration, section is null ? null : Encoding.UTF8.GetBytes(section + '\0'), Encoding.UTF8.GetBytes(name + '\0')));

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern nint NCONF_new(nint method);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern nint CONF_get1_default_config_file();

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int NCONF_load(nint configuration, nint file, out nint errorLine);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern nint NCONF_get_string(nint configuration, byte[]? section, byte[] name);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern nint BIO_new_mem_buf(byte[] octets, int count);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int NCONF_load_bio(nint configuration, nint bio, out nint errorLine);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int CONF_modules_load(nint configuration, nint application, uint flags);

    [DllImport(Library), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern void ERR_clear_error();
}
