"""TypeScript: enums and error texts as constants, types as interfaces, calls and events as maps."""

MARK = "// Generated from protocol/*.toml by tools/protogen. Edit the schema, not this file.\n"
SCALAR = {"string": "string", "any": "unknown", "boolean": "boolean", "integer": "number", "number": "number"}
WIDTH = 120


def quote(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def doc(text, indent=""):
    return f"{indent}/** {text} */\n" if text else ""


def constants(name, about, members):
    """A const object and the union of its values under one name: works with and without `as` at the user's."""
    lines = "".join(f"  {m}: {v if isinstance(v, int) else quote(v)},\n" for m, v in members.items())
    return (f"{doc(about)}export const {name} = {{\n{lines}}} as const;\n"
            f"export type {name} = (typeof {name})[keyof typeof {name}];\n\n")


def enums(protocol):
    out = [MARK, "\n"]
    out += [constants(e.name, e.doc, e.values) for e in protocol.enums.values()]
    members = {m: v for m, v, _ in protocol.internal_api()}
    out.append(constants("InternalApi", "Names of calls, of events that bear another name on the wire, and of applications.",
                         members))
    out.append("/** Limits and periods. */\nexport const Constants = {\n")
    for name, entry in protocol.constants.items():
        out.append(f"{doc(entry.get('doc', ''), '  ')}  {name}: {entry['value']},\n")
    out.append("} as const;\n")
    return "".join(out)


def errors(protocol):
    out = [MARK, "\n"]
    for name, members in protocol.errors.items():
        out.append(constants(name, "Exact texts; applications compare them.", {m: t for m, (t, _) in members.items()}))
    out.append(constants("ErrorText", "Texts that are in no enum of the protocol.",
                         {n: e["text"] for n, e in protocol.texts.items()}))
    return "".join(out).rstrip("\n") + "\n"


def base_type(shape):
    if shape.kind == "string":
        return shape.base
    return SCALAR.get(shape.kind, shape.base)


def type_of(shape):
    if shape.alias:
        return shape.alias
    base = base_type(shape)
    if shape.container == "array":
        return f"{base}[]"
    if shape.container == "map":
        return f"Record<string, {base}>"
    return base


def property_line(field, indent="  "):
    optional = "?" if field.presence == "optional" else ""
    null = " | null" if field.presence == "nullable" else ""
    return f"{doc(field.doc, indent)}{indent}{field.name}{optional}: {type_of(field.shape)}{null};\n"


def interface(name, about, fields):
    if not fields:
        return f"{doc(about)}export type {name} = Record<never, never>;\n\n"
    return f"{doc(about)}export interface {name} {{\n{''.join(map(property_line, fields))}}}\n\n"


def import_line(names, path):
    if not names:
        return ""
    line = f"import type {{ {', '.join(names)} }} from {quote(path)};\n"
    if len(line) <= WIDTH + 1:
        return line
    return "import type {\n" + "".join(f"  {n},\n" for n in names) + f"}} from {quote(path)};\n"


def used(protocol, shapes):
    enums_, others = set(), set()
    for shape in shapes:
        if shape.alias:
            others.add(shape.alias)
        elif shape.kind == "enum":
            enums_.add(shape.base)
        elif shape.kind == "struct" or shape.base in protocol.strings:
            others.add(shape.base)
    return sorted(enums_), sorted(others)


def types(protocol):
    shapes = [f.shape for s in protocol.structs.values() for f in s.fields]
    enum_names, _ = used(protocol, shapes + [])
    enum_names = sorted(set(enum_names) | {a.shape.base for a in protocol.aliases.values() if a.shape.kind == "enum"})
    out = [MARK, import_line(enum_names, "./enums"), "\n"]
    for name, entry in protocol.strings.items():
        out.append(f"{doc(entry['doc'])}export type {name} = string;\n\n")
    for alias in protocol.aliases.values():
        base = base_type(alias.shape)
        right = f"{base}[]" if alias.shape.container == "array" else f"Record<string, {base}>"
        out.append(f"{doc(alias.doc)}export type {alias.name} = {right};\n\n")
    out += [interface(s.name, s.doc, s.fields) for s in protocol.structs.values()]
    return "".join(out).rstrip("\n") + "\n"


def text_list(items):
    return "[" + ", ".join(map(quote, items)) + "]"


def calls(protocol):
    served = [c for c in protocol.calls.values() if c.served]
    enum_names, type_names = used(protocol, [f.shape for c in served for f in c.fields])
    out = [MARK, import_line(enum_names, "./enums"), import_line(type_names, "./types"), "\n"]
    out += [interface(c.struct + "Call", c.doc, c.fields) for c in served]
    out.append("/** Arguments of each call whose arguments are declared. */\nexport interface CallArguments {\n")
    out += [f"  {c.name}: {c.struct}Call;\n" for c in served]
    out.append("}\n\n" + CALL_RULE + "/** Every call, by wire name. */\nexport const CALLS: Readonly<Record<string, CallRule>> = {\n")
    for c in protocol.calls.values():
        apps = [protocol.apps[a]["value"] for a in (c.app, c.also) if a]
        parts = [f"operation: {quote(c.operation)}", f"apps: {text_list(apps)}", f"answers: {text_list(c.answers)}"]
        if c.served:
            parts.append(f"required: {text_list([f.name for f in c.fields if f.presence == 'required'])}")
            parts.append(f"optional: {text_list([f.name for f in c.fields if f.presence != 'required'])}")
        out.append(entry(c.name, parts))
    out.append("};\n")
    return "".join(out)


def entry(name, parts):
    line = f"  {name}: {{ {', '.join(parts)} }},\n"
    if len(line) <= WIDTH + 1:
        return line
    return f"  {name}: {{\n" + "".join(f"    {p},\n" for p in parts) + "  },\n"


CALL_RULE = """/** What is known of a call. */
export interface CallRule {
  /** `operation` of an `OPERATION_FAILED`. */
  operation: string;
  /** Application keys of the connections that may make it. */
  apps: readonly string[];
  /** Wire types of its answer. */
  answers: readonly string[];
  /** Members that must be there; absent together with `optional` while the arguments are not declared. */
  required?: readonly string[];
  optional?: readonly string[];
}

"""

EVENT_RULE = """/** What is known of an event, and what a client does with it. */
export interface EventRule {
  /**
   * When it is looked at: `first` whatever its `roomId`, `room` by the room of its `roomId`, `second` only without
   * one; `control` settles promises, `management` comes on anonymous connections.
   */
  group: 'control' | 'management' | 'first' | 'second' | 'room';
  /** S settles its call, or fires when none waits; B does both; P only settles; E only fires. */
  mode: 'S' | 'B' | 'P' | 'E';
  /** Name of the application's event. */
  event: string;
  /** Member the promise gets; `*` the whole event, empty nothing. */
  promise: string;
  /** Member the application's event gets; `*` the whole event, empty it never fires. */
  payload: string;
  /** Members it must have; absent while the payload is not declared. */
  required?: readonly string[];
}

"""


def events(protocol):
    payloads = sorted({e.payload for e in protocol.events.values() if e.payload})
    out = [MARK, import_line(payloads, "./types"), "\n"]
    out.append("/** Payload of each event, beside the members of `InternalMessage`. */\nexport interface EventPayloads {\n")
    for e in protocol.events.values():
        payload = e.payload or "Record<never, never>"
        out.append(f"{doc(e.doc, '  ')}  {e.type}: {payload};\n")
    out.append("}\n\n" + EVENT_RULE + "/** Every event, by wire type. */\nexport const EVENTS: Readonly<Record<string, EventRule>> = {\n")
    for e in protocol.events.values():
        parts = [f"group: {quote(e.group)}", f"mode: {quote(e.mode)}", f"event: {quote(e.name)}",
                 f"promise: {quote(e.promise)}", f"payload: {quote(e.gives)}"]
        if e.payload:
            fields = protocol.structs[e.payload].fields
            parts.append(f"required: {text_list([f.name for f in fields if f.presence != 'optional'])}")
        out.append(entry(e.type, parts))
    out.append("};\n")
    return "".join(out)


def index(_):
    return MARK + "".join(f"export * from './{name}';\n" for name in ("enums", "errors", "types", "calls", "events"))


def files(protocol):
    makers = {"enums": enums, "errors": errors, "types": types, "calls": calls, "events": events, "index": index}
    return {f"web/src/protocol/{name}.ts": make(protocol) for name, make in makers.items()}
