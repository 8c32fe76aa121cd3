"""Tests of the generator: its output for a small schema against files kept beside, and the sentence for each mistake."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import protogen
import schema

GOLDEN = HERE / "golden"
GOOD = GOLDEN / "schema"
EXPECTED = GOLDEN / "expected"


def load(text, base=True):
    """A schema of one domain, with the application key every call needs."""
    head = 'title = "t"\n[apps]\nZ_APP = { value = "app", doc = "" }\n'
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "demo.toml").write_text((head if base else "") + text, encoding="utf-8")
        return schema.load(folder, ["demo"])


class Output(unittest.TestCase):
    maxDiff = None

    def test_output_is_as_kept(self):
        protocol = schema.load(GOOD, ["demo"])
        files = {**protogen.cpp_files(protocol), **{Path(n).name: t for n, t in protogen.committed_files(protocol).items()}}
        if "--update" in sys.argv:
            protogen.write(EXPECTED, files)
        self.assertEqual(sorted(p.name for p in EXPECTED.iterdir()), sorted(files))
        for name, text in files.items():
            with self.subTest(name):
                self.assertEqual(text, (EXPECTED / name).read_text(encoding="utf-8"))

    def test_check_names_what_is_stale(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            protogen.write(root, {"a.ts": "1", "b/c.md": "2"})
            self.assertEqual(protogen.stale(root, {"a.ts": "1", "b/c.md": "2"}), [])
            self.assertEqual(protogen.stale(root, {"a.ts": "1", "b/c.md": "3", "d": ""}), ["b/c.md", "d"])

    def test_writing_leaves_equal_files_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            protogen.write(root, {"a": "1"})
            before = (root / "a").stat().st_mtime_ns
            protogen.write(root, {"a": "1"})
            self.assertEqual((root / "a").stat().st_mtime_ns, before)


class Mistakes(unittest.TestCase):
    def refused(self, text, *words, base=True):
        with self.assertRaises(schema.SchemaError) as caught:
            load(text, base)
        for word in ("demo",) + words:
            self.assertIn(word, str(caught.exception))

    def test_broken_toml(self):
        self.refused("[types", "demo.toml")

    def test_title_is_needed(self):
        self.refused("", "'title' is missing", base=False)

    def test_unknown_section_and_key(self):
        self.refused("[type.A]\n", "unknown key 'type'")
        self.refused('[types.A]\ndoc = ""\nfeilds = {}\n', "unknown key 'feilds'", "known:")

    def test_unknown_type(self):
        self.refused('[types.A]\ndoc = ""\n[types.A.fields]\nb = "Bee"\n', "A.b", "unknown type 'Bee'")

    def test_unreadable_type(self):
        self.refused('[types.A]\ndoc = ""\n[types.A.fields]\nb = "string[]?[]"\n', "can't read the type", "examples")

    def test_shared_lists_hold_texts(self):
        self.refused('[types.A]\ndoc = ""\n[types.A.fields]\nb = "integer[shared]"\n', "[shared] is for texts")

    def test_types_in_a_circle(self):
        self.refused('[types.Ademo]\ndoc = ""\nfields = { b = "B" }\n[types.B]\ndoc = ""\nfields = { a = "Ademo" }\n', "circle")

    def test_required_recursion(self):
        self.refused('[types.A]\ndoc = ""\nfields = { a = "A" }\n', "only as an optional member")

    def test_type_declared_twice(self):
        self.refused('[enums.A]\ndoc = ""\nvalues = ["X"]\n[types.A]\ndoc = ""\nfields = {}\n', "declared twice")

    def test_event_payload(self):
        self.refused('[events.first]\nX = { mode = "S", payload = "No" }\n', "unknown payload type 'No'")
        self.refused('[types.A]\ndoc = ""\nfields = { type = "string" }\n[events.first]\nX = { mode = "S", payload = "A" }\n',
                     "'type'", "every event has already")
        self.refused('[types.A]\ndoc = ""\nfields = { b = "string" }\n[events.first]\nX = { mode = "S", payload = "A", '
                     'promise = "c" }\n', "no field 'c'")
        self.refused('[events.first]\nX = { mode = "Q" }\n', "mode must be")

    def test_calls(self):
        self.refused('[calls.go]\nmember = "GO"\ndoc = ""\nanswer = "NO"\nfields = {}\n', "answer 'NO'")
        self.refused('[calls.go]\nmember = "GO"\ndoc = ""\nanswer = []\napp = "NO"\nfields = {}\n', "application key 'NO'")
        self.refused('[calls.go]\nmember = "GO"\ndoc = ""\nanswer = []\nfields = { info = "string" }\n', "are taken")

    def test_errors_need_an_origin(self):
        self.refused('[errors.E]\nX = { text = "x", origin = "nobody" }\n', "origin of X")

    def test_stray_file(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "stray.toml").write_text("")
            with self.assertRaises(schema.SchemaError) as caught:
                schema.load(folder, [])
            self.assertIn("stray.toml", str(caught.exception))


if __name__ == "__main__":
    unittest.main(argv=[a for a in sys.argv if a != "--update"])
