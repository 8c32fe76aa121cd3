#!/usr/bin/env python3
"""Turns a domain's SQL migrations into one C++ source, so that the server carries its schema with it.

usage: embed_migrations.py DOMAIN OUTPUT.cpp 0001_name.sql [0002_name.sql ...]
"""
import pathlib
import re
import sys


def main() -> int:
    domain, output, *files = sys.argv[1:]
    entries = []
    for expected, path in enumerate(map(pathlib.Path, files), start=1):
        number = re.match(r"(\d{4})_", path.name)
        if number is None or int(number.group(1)) != expected:
            print(f"{path}: migrations are named 0001_name.sql, 0002_name.sql … without gaps", file=sys.stderr)
            return 1
        entries.append(f'      {{{expected}, "{path.stem}", R"parley_sql({path.read_text()})parley_sql"}},\n')
    pathlib.Path(output).write_text(
        '#include "storage/migrations.hpp"\n\nnamespace parley::domain {\n'
        f"storage::Migrations {domain}_migrations();\n"
        f"storage::Migrations {domain}_migrations() {{\n"
        f'  return {{"{domain}", {{\n' + "".join(entries) + "  }};\n}\n}  // namespace parley::domain\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
