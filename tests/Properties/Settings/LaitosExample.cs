namespace Laitos.Properties.Settings;

/// <summary>A configuration as an owner of laitos may have it: several daemons, commands in mail, and features that this daemon does not have.</summary>
static class LaitosExample
{
    internal const string Json = """
        {
          "DNSDaemon": {"AllowQueryFromCidrs": ["192.0.2.0/24"]},
          "HTTPHandlers": {"InformationEndpoint": "/about"},
          "HTTPFilters": {"PINAndShortcuts": {"Passwords": ["for the web"]}},
          "MailClient": {"MailFrom": "robot@example.net", "MTAHost": "smtp.example.net", "MTAPort": 587, "AuthUsername": "robot", "AuthPassword": "let me in"},
          "MailDaemon": {
            "Address": "0.0.0.0", "Port": 0, "PerIPLimit": 0,
            "MyDomains": ["garden.example", "pond.example"],
            "ForwardTo": ["gardener@example.org"],
            "TLSCertPath": "", "TLSKeyPath": ""
          },
          "MailFilters": {
            "PINAndShortcuts": {
              "Passwords": ["pond-and-frog", "gnome&rake"],
              "Shortcuts": {"How is the pond?": ".s uptime", "news please": ".r 0 5"}
            },
            "TranslateSequences": {"Sequences": [["#/", "|"], ["@@", ""]]},
            "LintText": {"CompressSpaces": true, "CompressToSingleLine": false, "KeepVisible7BitCharOnly": true, "MaxLength": 1000, "TrimSpaces": true},
            "NotifyViaEmail": {"Recipients": ["gardener@example.org", "neighbour@example.org"]}
          },
          "Features": {
            "AESDecrypt": {
              "EncryptedFiles": {"diary": {"FilePath": "/data/diary.bin", "HexIV": "00112233445566778899AABBCCDDEEFF", "HexKeyPrefix": "0123456789abcdef"}}
            },
            "BrowserPhantomJS": {"MaxInstances": 2},
            "IMAPAccounts": {"Accounts": {"me": {"Host": "imap.example.org", "Port": 0, "AuthUsername": "gardener", "AuthPassword": "rake and hoe", "MailboxName": "", "InsecureSkipVerify": false}}},
            "RSS": {"Sources": ["https://news.example/garden.xml", "http://news.example/frogs?max=10"]},
            "SendMail": {"SOSPersonalInfo": "Jo, by the pond"},
            "Shell": {"InterpreterPath": "/bin/bash", "Unrestricted": false},
            "TextSearch": {"FilePaths": {"plants": "/data/plants.txt"}},
            "Twilio": {"AccountSID": "AC0123456789abcdef", "AuthToken": "frogs croak", "PhoneNumber": "+4930123456"},
            "TwoFACodeGenerator": {"SecretFile": {"FilePath": "codes.bin", "HexIV": "ffeeddccbbaa99887766554433221100", "HexKeyPrefix": "ab"}},
            "WolframAlpha": {"AppID": "POND-0123456789"}
          }
        }
        """;
}
