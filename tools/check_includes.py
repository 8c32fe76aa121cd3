#!/usr/bin/env python3
"""Holds the rule "who may know whom" (docs/architecture.md): refuses an include that crosses it.

The link graph of the CMake targets says the same; this also catches headers, which link nothing.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# What is nobody's in particular: values several domains share.
SHARED = ["domain/caller.hpp", "domain/lines.hpp", "domain/place.hpp", "domain/place_rows.hpp"]
# folder below src/ -> folders it may include from (its own is always allowed). Longest match wins.
MAY = {
    "base": [],
    "protocol": ["base"],
    "storage": ["base"],
    "storage/sqlite": ["base", "storage"],
    "blobs": ["base", "storage"],
    "pictures": ["base"],
    "events": ["base", "storage"],
    "media": ["base"],
    "transport": ["base", "events"],
    "domain": ["base", "protocol", "storage", "events"],
    "domain/mail": ["base", "storage"],
    "domain/icons": [*SHARED, "base", "protocol", "storage", "blobs", "pictures"],
    "domain/users": [*SHARED, "base", "protocol", "storage", "events", "domain/mail"],
    "domain/contacts": [*SHARED, "base", "protocol", "storage", "events", "domain/users"],
    "domain/chats": [*SHARED, "base", "protocol", "storage", "events", "domain/users", "domain/contacts"],
    "domain/spaces": [*SHARED, "base", "protocol", "storage", "events", "domain/users", "domain/contacts"],
    "domain/attachments": ["base", "protocol", "blobs", "events"],
    "domain/messages": [*SHARED, "base", "protocol", "storage", "events", "domain/users", "domain/contacts", "domain/chats", "domain/spaces", "blobs", "domain/attachments"],
    "domain/meetings": [*SHARED, "base", "protocol", "storage", "events", "domain/users", "domain/contacts", "domain/chats", "domain/spaces", "domain/messages", "media/media.hpp", "media/sdp"],
    "server": ["base", "protocol", "storage", "storage/sqlite", "blobs", "pictures", "events", "media", "transport", "domain"],
}
# A domain is known by its service; how it remembers is its own affair.
PRIVATE = re.compile(r"^domain/(\w+)/(?:sql_)?store\.hpp$")
# Headers others include stay free of what is dear to compile.
HEAVY = re.compile(r"^(boost/|openssl/|toml|CLI/|unicode/|sqlite3|curl/|srtp2?/|usrsctp|wslay/)")
HEAVY_ALLOWED = re.compile(r"^media/dtls/openssl_ptr\.hpp$")  # included by sources of its folder only


def folder_of(path: str) -> str:
    best = ""
    for folder in MAY:
        if (path == folder or path.startswith(folder + "/")) and len(folder) > len(best):
            best = folder
    return best


def main() -> int:
    complaints = []
    for path in sorted((ROOT / "src").rglob("*.[ch]pp")):
        name = path.relative_to(ROOT / "src").as_posix()
        own = folder_of(name)
        test = name.endswith("_test.cpp") or "/test_" in name
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            found = re.match(r'\s*#\s*include\s+[<"]([^>"]+)[>"]', line)
            if not found:
                continue
            target = found.group(1)
            if name.endswith(".hpp") and HEAVY.match(target) and not HEAVY_ALLOWED.search(name):
                complaints.append(f"src/{name}:{number}: a header must not include <{target}>; keep it in the source")
            root = folder_of(target)
            if '"' not in line or not root or test:
                continue
            if root != own and not any(target == a or target.startswith(a + "/") for a in MAY[own]):
                complaints.append(f"src/{name}:{number}: {own} may not know {target}")
            private = PRIVATE.match(target)
            if private and own != f"domain/{private.group(1)}":
                complaints.append(f"src/{name}:{number}: {target} is private to its domain; call the service")
    for folder in ("sdk/cpp", "web"):
        for path in sorted((ROOT / folder).rglob("*.[ch]pp")):
            for number, line in enumerate(path.read_text().splitlines(), start=1):
                if re.match(r'\s*#\s*include\s+"(server|transport|domain|storage|events)/', line):
                    complaints.append(f"{path.relative_to(ROOT)}:{number}: the SDK must not know the server's code")
    print("\n".join(complaints) if complaints else "includes: every folder knows only what it may")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
