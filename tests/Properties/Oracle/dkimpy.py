"""dkimpy (Debian's python3-dkim) for the tests: a task on each line of the input, its result on each line of the output.

A task is an object in JSON with a mail in base64. "verify" and "arc" need "keys", the key records by their names, and give true or false.
"sign" needs "key", "selector", "domain", "algorithm" and "forms", and gives the DKIM-Signature field in base64.
"""
import base64
import json
import sys

import dkim


def run(task):
    mail = base64.b64decode(task["mail"])
    if task["do"] == "sign":
        forms = tuple(form.encode() for form in task["forms"].split("/"))
        field = dkim.sign(mail, task["selector"].encode(), task["domain"].encode(), task["key"].encode(),
                          canonicalize=forms, signature_algorithm=task["algorithm"].encode())
        return base64.b64encode(field).decode()

    def txt(name, timeout=5):
        text = task["keys"].get(name.decode("utf-8", "replace").rstrip("."))
        return text.encode() if text is not None else None

    if task["do"] == "arc":
        status, _, _ = dkim.arc_verify(mail, dnsfunc=txt)
        return status.decode() if status else None
    return dkim.verify(mail, dnsfunc=txt)


for line in sys.stdin:
    try:
        result = run(json.loads(line))
    except Exception as e:  # what it throws it does not accept
        result = "!" + type(e).__name__
    print(json.dumps(result))
