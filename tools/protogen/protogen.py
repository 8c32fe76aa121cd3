#!/usr/bin/env python3
"""From protocol/*.toml to C++, TypeScript and the reference page.

  protogen.py --cpp FOLDER   writes the C++ into FOLDER (the build does this)
  protogen.py --write        writes what is committed: web/src/protocol/*.ts and docs/reference/protocol.md
  protogen.py --check        fails, naming the file, when what is committed is not what --write would write
"""

import argparse
import sys
from pathlib import Path

sys.dont_write_bytecode = True  # the build must not write into the source tree

import cpp_headers
import cpp_sources
import reference
import schema
import typescript

ROOT = Path(__file__).resolve().parent.parent.parent


def cpp_files(protocol):
    index = {name: i for i, name in enumerate(protocol.calls)}
    files = {
        "enums.hpp": cpp_headers.enums(protocol),
        "errors.hpp": cpp_headers.errors(protocol),
        "events.hpp": cpp_headers.events(protocol),
        "types.hpp": cpp_headers.umbrella(protocol, "types"),
        "calls.hpp": cpp_headers.umbrella(protocol, "calls"),
        "enums.cpp": cpp_sources.enums(protocol),
        "tables.cpp": cpp_sources.tables(protocol, index),
        "reencode.cpp": cpp_sources.reencode(protocol, index),
    }
    for domain in protocol.domains:
        files[f"{domain}_types.hpp"] = cpp_headers.types(protocol, domain)
        files[f"{domain}_calls.hpp"] = cpp_headers.calls(protocol, domain, index)
        files[f"{domain}_codec.cpp"] = cpp_sources.codec(protocol, domain)
    return files


def committed_files(protocol):
    return {**typescript.files(protocol), **reference.files(protocol)}


def write(folder, files):
    """Leaves files alone that would not change: whoever includes them needs no rebuild."""
    for name, text in files.items():
        path = folder / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def stale(folder, files):
    """Names of files that are missing or differ."""
    return [name for name, text in files.items()
            if not (folder / name).exists() or (folder / name).read_text(encoding="utf-8") != text]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--cpp", metavar="FOLDER", type=Path)
    mode.add_argument("--write", action="store_true")
    mode.add_argument("--check", action="store_true")
    parser.add_argument("--root", type=Path, default=ROOT, help="repository to work in")
    arguments = parser.parse_args()
    try:
        protocol = schema.load(arguments.root / "protocol")
    except schema.SchemaError as error:
        print(f"protogen: {error}", file=sys.stderr)
        return 1
    if arguments.cpp:
        write(arguments.cpp, cpp_files(protocol))
    elif arguments.write:
        write(arguments.root, committed_files(protocol))
    else:
        old = stale(arguments.root, committed_files(protocol))
        for name in old:
            print(f"protogen: {name} is not what the schema says: run tools/protogen/protogen.py --write", file=sys.stderr)
        return 1 if old else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
