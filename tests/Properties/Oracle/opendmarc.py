"""libopendmarc (Debian's package opendmarc) for the tests: a task on each line of the input, its result on each line of the output.

The library is called itself: the programs around it ask a resolver, which need not be. A task is an object in JSON: "suffixes" is a file of public suffixes (once, first); then
"from", "record", "domain" (where the record stands), "organization" (null when that is the author's), "dkim" (domains that passed), "spf" (null, or the domain that passed).
The result has "parsed", "result" (what the policy comes to), and "p", "sp", "adkim", "aspf" as read.
"""
import ctypes
import json
import sys

library = ctypes.CDLL("libopendmarc.so.2")
library.opendmarc_policy_connect_init.restype = ctypes.c_void_p
RESULTS = {14: "absent", 15: "pass", 16: "reject", 17: "quarantine", 18: "none"}
PASS, MAILFROM = 1, 2


def text(value):
    return None if value is None else value.encode("latin-1", "replace")


def fetched(name, policy):
    value = ctypes.c_int(-1)
    getattr(library, name)(ctypes.c_void_p(policy), ctypes.byref(value))
    return chr(value.value) if 32 < value.value < 127 else None


def run(task):
    if "suffixes" in task:
        return library.opendmarc_tld_read_file(text(task["suffixes"]), b"//", b"*.", b"!") == 0
    policy = library.opendmarc_policy_connect_init(b"192.0.2.1", 0)
    try:
        own = ctypes.c_void_p(policy)
        library.opendmarc_policy_store_from_domain(own, text(task["from"]))
        parsed = library.opendmarc_policy_store_dmarc(own, text(task["record"]), text(task["domain"]), text(task["organization"])) == 0
        for domain in task["dkim"]:
            library.opendmarc_policy_store_dkim(own, text(domain), b"s1", PASS, b"")
        if task["spf"] is not None:
            library.opendmarc_policy_store_spf(own, text(task["spf"]), PASS, MAILFROM, b"")
        result = library.opendmarc_get_policy_to_enforce(own)
        return {"parsed": parsed, "result": RESULTS.get(result, str(result)), "p": fetched("opendmarc_policy_fetch_p", policy), "sp": fetched("opendmarc_policy_fetch_sp", policy),
                "adkim": fetched("opendmarc_policy_fetch_adkim", policy), "aspf": fetched("opendmarc_policy_fetch_aspf", policy)}
    finally:
        library.opendmarc_policy_connect_shutdown(ctypes.c_void_p(policy))


for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), flush=True)
