"""Proves that nothing of a tracker's public record was altered: python verify.py https://tracker.example [framework] [hash]

Each release has a manifest. Its SHA-256 is the release's hash, and it names the hash of the release before; so whoever once
noted a hash sees any later change of what lies before it. The manifest lists the hash of everything that the release made
public, and the contents are what those hashes were made of. Python's standard library is all that this needs.
"""

import hashlib
import json
import sys
from urllib.parse import urlencode
from urllib.request import urlopen


def get(path, **query):
    return urlopen(f"{site}/api/v1/{path}?{urlencode({**known, **query})}")


def require(holds, number, otherwise):
    if not holds:
        sys.exit(f"BROKEN at release {number}: {otherwise}")


site, framework, noted, *_rest = [*sys.argv[1:], "", "", ""]
site, known = site.rstrip("/"), {"framework": framework} if framework else {}
previous, hashes, page, there, redacted = None, [], 1, True, 0
while there:
    said = json.load(get("releases/", page=page, page_size=500, ordering="number"))
    for release in said["results"]:
        number = len(hashes) + 1
        require(release["number"] == number, number, "it is missing")
        manifest = get(f"releases/{number}/manifest/").read()
        held, own = json.loads(manifest), hashlib.sha256(manifest).hexdigest()
        require(own == release["hash"], number, "its manifest does not have its hash")
        require(held["number"] == number, number, "its manifest is of another release")
        require(held["previous"] == previous, number, "it does not name the hash of the release before")
        left = {f"{kind} {name}": digest for kind, name, _version, digest in held["versions"]}
        for line in get(f"releases/{number}/contents/"):
            one, digest = json.loads(line), hashlib.sha256(line.rstrip(b"\n")).hexdigest()
            name = f"{one['kind']} {one['id']}"
            wanted = left.pop(name, None)
            require(wanted and (wanted == digest or one.get("redacted")), number, f"{name} was changed or added")
            redacted += wanted != digest
        require(not left, number, f"{', '.join(left)[:200]} is gone")
        previous = own
        hashes.append(own)
    page, there = page + 1, said["next"]
require(not noted or noted in hashes, len(hashes) + 1, f"the noted hash {noted} is gone: cut off or rewritten")
print(f"intact: {len(hashes)} releases, {redacted} redacted versions, the last hash is {previous}")
