"""Reads protocol/*.toml into a checked model. Every mistake is a SchemaError naming file, entry and cure."""

import re
import tomllib
from pathlib import Path

from model import DEFAULT_ITEMS, DEFAULT_STRING, Alias, Call, Enum, Event, Field, Protocol, Shape, Struct

# Domains in the order they may use each other's types; a new domain is one file and one entry here.
DOMAINS = ["envelope", "users", "messages", "chats", "spaces", "rooms", "meetings"]

SCALARS = {"string", "boolean", "integer", "number", "any"}
MODES = {"S", "B", "P", "E"}
GROUPS = ["control", "management", "first", "second", "room"]
ORIGINS = {"client", "server", "both"}
IDENTIFIER = re.compile(r"^[A-Za-z][A-Za-z0-9_]*$")
TYPE = re.compile(r"^(\w+)(?:\[(\d*|shared)\]|\{(\d*|shared)\})?(\?|\|null)?$")


class SchemaError(Exception):
    """A mistake in a schema file, as a sentence for the person who made it."""


class Loader:
    """Reads one file after the other; `at` is where we are, for error sentences."""

    def __init__(self):
        self.protocol = Protocol()
        self.at = ""

    def fail(self, text):
        raise SchemaError(f"{self.at}: {text}")

    def known(self, table, allowed, required=()):
        if not isinstance(table, dict):
            self.fail("must be a table")
        for key in table:
            if key not in allowed:
                self.fail(f"unknown key '{key}' (known: {', '.join(sorted(allowed))})")
        for key in required:
            if key not in table:
                self.fail(f"key '{key}' is missing")

    def identifier(self, name):
        if not IDENTIFIER.match(name):
            self.fail(f"'{name}' can't be a name: letters, digits and _ only")

    def fresh_type(self, name):
        self.identifier(name)
        p = self.protocol
        if name in SCALARS or any(name in t for t in (p.enums, p.structs, p.aliases, p.strings)):
            self.fail(f"type '{name}' is declared twice")

    def shape(self, text):
        match = TYPE.match(text)
        if not match:
            self.fail(f"can't read the type '{text}' (examples: string, UserId?, Message[], integer{{}}, Url|null)")
        base, array, mapping, presence = match.groups()
        container = "array" if array is not None else "map" if mapping is not None else ""
        shared = "shared" in (array, mapping)
        items = DEFAULT_ITEMS if shared else int(array or mapping or DEFAULT_ITEMS)
        presence = {"?": "optional", "|null": "nullable", None: "required"}[presence]
        return Shape(base, container, items, shared=shared), presence

    def fields(self, table):
        out = []
        for name, text in table.items():
            self.identifier(name)
            if not isinstance(text, str):
                self.fail(f"field '{name}' must be a text: \"type // what it is\"")
            type_text, _, doc = text.partition("//")
            shape, presence = self.shape(type_text.strip())
            out.append(Field(name, shape, presence, doc.strip()))
        return out

    def load(self, domain, path):
        self.at = path.name
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            self.fail(str(error))
        sections = {"title", "strings", "constants", "apps", "frames", "internal", "texts", "enums", "errors", "types",
                    "calls", "declared", "events"}
        self.known(data, sections, ["title"])
        self.protocol.domains.append(domain)
        self.protocol.titles[domain] = data["title"]
        for section, keys in (("strings", {"max", "doc"}), ("constants", {"value", "doc"}), ("apps", {"value", "doc"}),
                              ("frames", {"value", "doc"}), ("internal", {"value", "kind", "doc"}),
                              ("texts", {"text", "doc"})):
            for name, entry in data.get(section, {}).items():
                self.at = f"{path.name} [{section}] {name}"
                self.known(entry, keys)
                (self.fresh_type if section == "strings" else self.identifier)(name)
                getattr(self.protocol, section)[name] = entry
        for section in ("enums", "errors", "types", "calls", "declared", "events"):
            for name, entry in data.get(section, {}).items():
                self.at = f"{path.name} [{section}.{name}]"
                getattr(self, "load_" + section)(domain, name, entry)

    def load_enums(self, domain, name, entry):
        self.known(entry, {"doc", "values"}, ["doc", "values"])
        self.fresh_type(name)
        values = entry["values"]
        if isinstance(values, list):
            pairs = [v.split("=", 1) if "=" in v else [v, v] for v in values]
            values = dict(pairs)
            if len(values) != len(pairs):
                self.fail("a member is listed twice")
        for member in values:
            self.identifier(member)
        numeric = all(isinstance(v, int) for v in values.values())
        if not values or not (numeric or all(isinstance(v, str) for v in values.values())):
            self.fail("values must be all texts or all numbers, and at least one")
        self.protocol.enums[name] = Enum(name, domain, entry["doc"], values, numeric)

    def load_errors(self, domain, name, entry):
        self.identifier(name)
        if name in self.protocol.errors:
            self.fail("declared twice")
        for member, error in entry.items():
            self.identifier(member)
            self.known(error, {"text", "origin"}, ["text", "origin"])
            if error["origin"] not in ORIGINS:
                self.fail(f"origin of {member} must be one of {sorted(ORIGINS)}")
        self.protocol.errors[name] = {m: (e["text"], e["origin"]) for m, e in entry.items()}
        self.protocol.error_domains[name] = domain

    def load_types(self, domain, name, entry):
        self.known(entry, {"doc", "fields", "alias"}, ["doc"])
        self.fresh_type(name)
        if "alias" in entry:
            shape, presence = self.shape(entry["alias"])
            if presence != "required" or not shape.container:
                self.fail("an alias names an array or a map")
            self.protocol.aliases[name] = Alias(name, domain, entry["doc"], shape)
            return
        if "fields" not in entry:
            self.fail("key 'fields' (or 'alias') is missing")
        self.protocol.structs[name] = Struct(name, domain, entry["doc"], self.fields(entry["fields"]))

    def load_calls(self, domain, name, entry):
        self.known(entry, {"member", "operation", "app", "also", "answer", "doc", "fields"}, ["member", "doc", "answer",
                                                                                             "fields"])
        self.add_call(domain, name, entry, True)

    def load_declared(self, domain, name, entry):
        self.known(entry, {"member", "operation", "app", "also", "answer", "doc"}, ["member", "doc"])
        self.add_call(domain, name, entry, False)

    def add_call(self, domain, name, entry, served):
        self.identifier(name)
        if name in self.protocol.calls:
            self.fail("the call is declared twice")
        answer = entry.get("answer", [])
        self.protocol.calls[name] = Call(
            name, domain, entry["member"], entry.get("operation", entry["member"]), entry.get("app", "Z_APP"),
            entry.get("also", ""), [answer] if isinstance(answer, str) else answer, entry["doc"], served,
            self.fields(entry.get("fields", {})))

    def load_events(self, domain, group, table):
        if group not in GROUPS:
            self.fail(f"group must be one of {', '.join(GROUPS)}")
        where = self.at
        for type_, entry in table.items():
            self.at = f"{where} {type_}"
            self.known(entry, {"payload", "mode", "name", "promise", "gives", "doc"}, ["mode"])
            self.identifier(type_)
            mode = entry["mode"]
            if mode not in MODES:
                self.fail("mode must be S, B, P or E")
            if type_ in self.protocol.events:
                self.fail("the event is declared twice")
            self.protocol.events[type_] = Event(
                type_, domain, group, mode, entry.get("payload", ""), entry.get("name", type_),
                entry.get("promise", "" if mode == "E" else "*"), entry.get("gives", "" if mode == "P" else "*"),
                entry.get("doc", ""))

    # Resolution: names become meanings once all files are read.

    def resolve_shape(self, shape):
        p = self.protocol
        if shape.base in p.aliases:
            if shape.container:
                self.fail(f"alias '{shape.base}' can't stand in a container")
            alias = p.aliases[shape.base]
            shape.alias, shape.base = shape.base, alias.shape.base
            shape.container, shape.items = alias.shape.container, alias.shape.items
        if shape.base == "string":
            shape.kind, shape.bytes = "string", DEFAULT_STRING
        elif shape.base in SCALARS:
            shape.kind = shape.base
        elif shape.base in p.strings:
            shape.kind, shape.bytes = "string", p.strings[shape.base]["max"]
        elif shape.base in p.enums:
            shape.kind = "enum"
        elif shape.base in p.structs:
            shape.kind = "struct"
        else:
            self.fail(f"unknown type '{shape.base}'")
        if shape.shared and shape.container == "array" and shape.kind != "string":
            self.fail("[shared] is for texts")
        if shape.kind == "boolean" and shape.container:
            self.fail("a container of booleans isn't supported: name what each of them means")
        if shape.kind == "any" and shape.container:
            self.fail("'any' can't stand in a container: use 'any' for the whole field")

    def resolve_fields(self, owner, fields, domain):
        p = self.protocol
        for f in fields:
            self.at = f"{domain}.toml {owner}.{f.name}"
            self.resolve_shape(f.shape)
            home = p.structs.get(f.shape.base) or p.enums.get(f.shape.base)
            if home and p.domains.index(home.domain) > p.domains.index(domain):
                self.fail(f"'{f.shape.base}' belongs to {home.domain}, which comes later (order: {', '.join(p.domains)})")
            if f.shape.kind == "struct" and f.shape.base == owner:
                f.recursive = not f.shape.container
                if f.recursive and f.presence != "optional":
                    self.fail("a type can hold itself only as an optional member")

    def resolve(self):
        p = self.protocol
        for alias in p.aliases.values():
            self.at = f"{alias.domain}.toml {alias.name}"
            self.resolve_shape(alias.shape)
        for struct in p.structs.values():
            self.resolve_fields(struct.name, struct.fields, struct.domain)
        for call in p.calls.values():
            self.resolve_fields("call " + call.name, call.fields, call.domain)
            self.at = f"{call.domain}.toml [calls.{call.name}]"
            for app in filter(None, (call.app, call.also)):
                if app not in p.apps:
                    self.fail(f"unknown application key '{app}'")
            for answer in call.answers:
                if answer not in p.events:
                    self.fail(f"answer '{answer}' is no declared event")
            if any(f.name in ("internalMessageId", "info") for f in call.fields):
                self.fail("'internalMessageId' and 'info' are taken")
        seen = {}
        for member, value, _ in p.internal_api():
            if member in seen:
                raise SchemaError(f"InternalApi member '{member}' is both '{seen[member]}' and '{value}'")
            seen[member] = value
        for event in p.events.values():
            self.at = f"{event.domain}.toml event {event.type}"
            self.resolve_event(event)
        self.order()

    def resolve_event(self, event):
        if not event.payload:
            return
        payload = self.protocol.structs.get(event.payload)
        if not payload:
            self.fail(f"unknown payload type '{event.payload}'")
        names = {f.name for f in payload.fields}
        for taken in ("type", "roomId", "internalMessageId"):
            if taken in names:
                self.fail(f"payload {event.payload} has a field '{taken}', which every event has already")
        for key in (event.promise, event.gives):
            if key not in ("", "*") and key not in names:
                self.fail(f"payload {event.payload} has no field '{key}'")

    def order(self):
        """Puts structs after those they hold; C++ needs it."""
        p, done, doing = self.protocol, {}, []

        def visit(struct):
            if struct.name in done:
                return
            if struct.name in doing:
                raise SchemaError(f"types hold each other in a circle: {' > '.join(doing + [struct.name])}")
            doing.append(struct.name)
            for f in struct.fields:
                if f.shape.kind == "struct" and f.shape.base != struct.name:
                    visit(p.structs[f.shape.base])
            doing.pop()
            done[struct.name] = struct

        for struct in p.structs.values():
            visit(struct)
        p.structs = done


def load(folder, domains=None):
    """The whole protocol of a folder of schema files."""
    loader = Loader()
    domains = domains or DOMAINS
    present = {path.stem for path in Path(folder).glob("*.toml")}
    for stray in sorted(present - set(domains)):
        raise SchemaError(f"{stray}.toml is not in DOMAINS of tools/protogen/schema.py: add it in its place")
    for domain in domains:
        path = Path(folder) / f"{domain}.toml"
        if not path.exists():
            raise SchemaError(f"{path} is missing")
        loader.load(domain, path)
    loader.resolve()
    return loader.protocol
