"""What a schema says, as objects; the generators read nothing else."""

from dataclasses import dataclass, field

# Bounds of a text or a list the schema gives none.
DEFAULT_STRING = 65536
DEFAULT_ITEMS = 10000

# C++ gives names that are its own words a trailing underscore; the wire keeps them.
CPP_WORDS = set(
    "alignas alignof and asm auto bool break case catch char class concept const constexpr continue default delete do "
    "double else enum explicit export extern false float for friend goto if inline int long mutable namespace new "
    "noexcept not nullptr operator or private protected public register requires return short signed sizeof static "
    "struct switch template this throw true try typedef typeid typename union unsigned using virtual void volatile "
    "while xor NULL EOF".split()
)


def cpp_name(name):
    return name + "_" if name in CPP_WORDS else name


@dataclass
class Shape:
    """What a field holds: base type, container, limits."""

    base: str  # scalar, string alias, enum or struct
    container: str = ""  # "", "array" or "map"
    items: int = DEFAULT_ITEMS
    alias: str = ""  # name of the alias it was written as
    kind: str = ""  # string, boolean, integer, number, any, enum, struct; filled when resolved
    bytes: int = 0
    shared: bool = False  # an array of texts, or a map, that many values hold at once


@dataclass
class Field:
    name: str
    shape: Shape
    presence: str  # required, optional, nullable
    doc: str
    recursive: bool = False

    @property
    def cpp(self):
        return cpp_name(self.name)


@dataclass
class Enum:
    name: str
    domain: str
    doc: str
    values: dict  # member -> wire value
    numeric: bool


@dataclass
class Struct:
    name: str
    domain: str
    doc: str
    fields: list


@dataclass
class Alias:
    name: str
    domain: str
    doc: str
    shape: Shape


@dataclass
class Call:
    name: str
    domain: str
    member: str
    operation: str
    app: str
    also: str
    answers: list
    doc: str
    served: bool
    fields: list = field(default_factory=list)

    @property
    def struct(self):
        return self.name[0].upper() + self.name[1:]


@dataclass
class Event:
    type: str
    domain: str
    group: str
    mode: str
    payload: str
    name: str
    promise: str
    gives: str
    doc: str


@dataclass
class Protocol:
    titles: dict = field(default_factory=dict)
    strings: dict = field(default_factory=dict)  # name -> (max, doc)
    constants: dict = field(default_factory=dict)
    apps: dict = field(default_factory=dict)
    frames: dict = field(default_factory=dict)
    internal: dict = field(default_factory=dict)
    texts: dict = field(default_factory=dict)
    enums: dict = field(default_factory=dict)
    errors: dict = field(default_factory=dict)  # enum -> {member: (text, origin)}
    error_domains: dict = field(default_factory=dict)
    structs: dict = field(default_factory=dict)
    aliases: dict = field(default_factory=dict)
    calls: dict = field(default_factory=dict)
    events: dict = field(default_factory=dict)
    domains: list = field(default_factory=list)

    def structs_of(self, domain):
        return [s for s in self.structs.values() if s.domain == domain]

    def calls_of(self, domain):
        return [c for c in self.calls.values() if c.domain == domain]

    def internal_api(self):
        """All members of `InternalApi`: (member, value, kind)."""
        out = [(name, entry["value"], "app") for name, entry in self.apps.items()]
        out += [(name, entry["value"], entry["kind"]) for name, entry in self.internal.items()]
        out += [(c.member, c.name, "call") for c in self.calls.values()]
        return out
