#!/usr/bin/env python3
"""Writes docs/reference/cpp-sdk.md from the comments of the C++ client's header.

Refuses when a call of the protocol's accounts, chats or messages has no method, or a method has no comment.
usage: tools/sdk_reference.py [--check]
"""
import pathlib
import re
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
HEADER = ROOT / "sdk/cpp/include/parley/sfu_extended.h"
PAGE = ROOT / "docs/reference/cpp-sdk.md"
DOMAINS = ["users", "chats", "messages", "spaces"]

INTRO = """# The C++ client's methods

Generated from `sdk/cpp/include/parley/sfu_extended.h` by `tools/sdk_reference.py`: edit the comments there. The whole text,
with parameters, is in the header; the structs are in [protocol.md](protocol.md), threads and failures in
[sdk/cpp/README.md](../../sdk/cpp/README.md). "Own other connections" are those of the same user.
"""


def sections(header: str):
    """(title, [(method, comment)]) in the order of the class."""
    body = header[header.index("class SfuExtended {"):]
    body = body[: body.index("  class Impl;")]
    found, comment, declaration, depth = [], [], "", 0
    for line in body.splitlines()[1:]:
        text = line.strip()
        if depth:  # inside of a function
            depth += line.count("{") - line.count("}")
        elif text.startswith("///"):
            comment.append(text[3:].strip())
        elif line.startswith("  // "):
            found.append((text[3:].split(":")[0], []))
            comment = []
        elif found and text and not text.startswith("template"):
            declaration += " " + text
            if not text.endswith((";", "{")):
                continue
            depth = 1 if text.endswith("{") else 0
            found[-1][1].append((re.search(r"(\w+)\(", declaration).group(1), " ".join(comment)))
            comment, declaration = [], ""
    return found


def page(found) -> str:
    out = [INTRO]
    for title, methods in found:
        out += ["", f"## {title}", "", "| Method | What |", "|---|---|"]
        seen = set()
        for name, comment in methods:
            if name in seen:
                continue
            seen.add(name)
            out.append(f"| `{name}` | {comment} |")
    return "\n".join(out) + "\n"


def missing_calls() -> list[str]:
    used = set()
    for source in (ROOT / "sdk/cpp/src").rglob("*.cpp"):
        used |= set(re.findall(r"calls::([A-Z]\w+)", source.read_text()))
    for header in (ROOT / "sdk/cpp/include").rglob("*.h"):
        used |= set(re.findall(r"calls::([A-Z]\w+)", header.read_text()))
    missing = []
    for domain in DOMAINS:
        schema = tomllib.loads((ROOT / f"protocol/{domain}.toml").read_text())
        for call in schema.get("calls", {}):
            if call[0].upper() + call[1:] not in used:
                missing.append(f"protocol/{domain}.toml: no method of the C++ client makes the call {call}")
    return missing


def main() -> int:
    complaints = missing_calls()
    found = sections(HEADER.read_text())
    for title, methods in found:
        documented = {name for name, comment in methods if comment}
        complaints += [f"{HEADER.name}: {name} has no comment" for name, _ in methods if name not in documented]
    text = page(found)
    if "--check" in sys.argv:
        if not PAGE.exists() or PAGE.read_text() != text:
            complaints.append("docs/reference/cpp-sdk.md is not up to date: run tools/sdk_reference.py")
    else:
        PAGE.write_text(text)
    print("\n".join(complaints) if complaints else f"{sum(len(m) for _, m in found)} methods, every call has one")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
