#!/usr/bin/env python3
"""Turns text files into one C++ source, so that a program carries them with it.

usage: embed_files.py HEADER FUNCTION OUTPUT.cpp FILE [FILE ...]

FUNCTION of namespace parley::domain, declared in HEADER, returns pairs of file name and content.
"""
import pathlib
import sys


def main() -> int:
    header, function, output, *files = sys.argv[1:]
    entries = "".join(
        f'      {{"{path.name}", R"parley_text({path.read_text()})parley_text"}},\n' for path in map(pathlib.Path, files)
    )
    pathlib.Path(output).write_text(
        f'#include "{header}"\n\nnamespace parley::domain {{\n'
        f"std::vector<std::pair<std::string, std::string_view>> {function}() {{\n"
        f"  return {{\n{entries}  }};\n}}\n}}  // namespace parley::domain\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
