"""Headers: enums, errors, structs, calls, events. Declarations only, so that including them stays cheap."""

from model import cpp_name

MARK = "// Generated from protocol/{} by tools/protogen. Edit the schema, not this file.\n"
SCALAR = {"string": "std::string", "any": "std::string", "boolean": "bool", "integer": "std::int64_t",
          "number": "double"}
DEFAULT = {"boolean": " = false", "integer": " = 0", "number": " = 0"}


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def comment(doc, indent=""):
    return f"{indent}/// {doc}\n" if doc else ""


def header(source, includes, body):
    system = "".join(f"#include {name}\n" for name in includes if name.startswith("<"))
    own = "".join(f"#include {name}\n" for name in includes if not name.startswith("<"))
    lines = system + ("\n" if system and own else "") + own
    body = body.rstrip("\n")
    return f"#pragma once\n{MARK.format(source)}{lines}\nnamespace parley::protocol {{\n\n{body}\n\n}}  // namespace parley::protocol\n"


def value_type(shape):
    base = SCALAR.get(shape.kind, shape.base)
    if shape.alias:
        return shape.alias
    if shape.shared:
        return f"SharedMap<{base}>" if shape.container == "map" else "SharedTexts"
    if shape.container == "array":
        return f"std::vector<{base}>"
    if shape.container == "map":
        return f"std::map<std::string, {base}>"
    return base


def member(field):
    kind = value_type(field.shape)
    if field.recursive:
        kind = f"std::shared_ptr<{kind}>"
    elif field.presence != "required":
        kind = f"std::optional<{kind}>"
    plain = field.presence == "required" and not field.shape.container
    # All have one: compilers then let designated initializers leave members out without a warning.
    default = DEFAULT.get(field.shape.kind, "{}") if plain else "{}"
    notes = [field.doc] if field.doc else []
    if field.shape.kind == "any":
        notes.append("Raw JSON text.")
    if field.presence == "nullable":
        notes.append("Empty: null on the wire.")
    tail = f"  ///< {' '.join(notes)}" if notes else ""
    return f"  {kind} {field.cpp}{default};{tail}\n"


def enums(protocol):
    out = []
    for section, doc in (("apps", "Application keys."), ("frames", "Frame names that are no calls.")):
        out.append(f"/// {doc}\nnamespace {section} {{\n")
        for name, entry in getattr(protocol, section).items():
            out.append(comment(entry.get("doc", "")))
            out.append(f"inline constexpr std::string_view {cpp_name(name)} = {quote(entry['value'])};\n")
        out.append(f"}}  // namespace {section}\n\n")
    out.append("namespace constants {\n")
    for name, entry in protocol.constants.items():
        out.append(comment(entry.get("doc", "")))
        out.append(f"inline constexpr std::int64_t {cpp_name(name)} = {entry['value']};\n")
    out.append("}  // namespace constants\n\n")
    for enum in protocol.enums.values():
        values = ", ".join(cpp_name(m) + (f" = {v}" if enum.numeric else "") for m, v in enum.values.items())
        underlying = "std::int16_t" if enum.numeric else "std::uint8_t"
        wire = "std::int64_t" if enum.numeric else "std::string_view"
        out.append(comment(enum.doc))
        out.append(f"enum class {enum.name} : {underlying} {{ {values} }};\n")
        out.append(f"{wire} wire({enum.name} value);\n")
        out.append(f"/// False, and `out` as it was, when nobody has that value.\n"
                   f"[[nodiscard]] bool from_wire({wire} value, {enum.name}& out);\n\n")
    return header("*.toml", ["<cstdint>", "<string_view>"], "".join(out))


def errors(protocol):
    out = ["/// Exact texts of refusals; applications compare them.\nnamespace errors {\n\n"]
    for enum, members in protocol.errors.items():
        out.append(f"namespace {enum} {{\n")
        for name, (text, origin) in members.items():
            out.append(f"inline constexpr std::string_view {cpp_name(name)} = {quote(text)};"
                       f"  ///< Said by the {'client' if origin == 'client' else 'server'}"
                       f"{' or the client' if origin == 'both' else ''}.\n")
        out.append(f"}}  // namespace {enum}\n\n")
    for name, entry in protocol.texts.items():
        out.append(comment(entry["doc"]) + f"inline constexpr std::string_view {cpp_name(name)} = {quote(entry['text'])};\n")
    out.append("\n}  // namespace errors\n")
    return header("*.toml", ["<string_view>"], "".join(out))


def codec_declarations(name):
    return f"void write_fields(std::string& out, const {name}& value);\nbool read_fields(Decoder& decoder, Node node, {name}& out);\n"


def types(protocol, domain):
    used = {protocol.structs[f.shape.base].domain
            for owner in protocol.structs_of(domain) + protocol.calls_of(domain)
            for f in owner.fields if f.shape.kind == "struct"}
    includes = ["<cstdint>", "<map>", "<memory>", "<optional>", "<string>", "<vector>", '"protocol/enums.hpp"']
    shapes = [f.shape for owner in protocol.structs_of(domain) + protocol.calls_of(domain) for f in owner.fields]
    shapes += [alias.shape for alias in protocol.aliases.values() if alias.domain == domain]
    for container, name in (("map", "shared_map"), ("array", "shared_texts")):
        includes += [f'"protocol/{name}.hpp"'] if any(s.shared and s.container == container for s in shapes) else []
    includes += [f'"protocol/{d}_types.hpp"' for d in protocol.domains if d in used and d != domain]
    out = ["class Decoder;\nstruct Node;\n\n"]
    aliases = {a.shape.base: [] for a in protocol.aliases.values()}
    for alias in protocol.aliases.values():
        if alias.domain == domain:
            line = f"{comment(alias.doc)}using {alias.name} = {value_type(alias.shape)};\n\n"
            if alias.shape.kind == "struct":
                aliases[alias.shape.base].append(line)
            else:
                out.append(line)
    for struct in protocol.structs_of(domain):
        out.append(comment(struct.doc) + f"struct {struct.name} {{\n")
        out += [member(f) for f in struct.fields]
        out.append(f"\n  bool operator==(const {struct.name}&) const = default;\n}};\n")
        out.append(codec_declarations(struct.name) + "\n")
        out += aliases.get(struct.name, [])
    return header(f"{domain}.toml", includes, "".join(out))


def calls(protocol, domain, index):
    out = ["/// Arguments of the calls, one struct each, named as on the wire.\nnamespace calls {\n\n"]
    for call in protocol.calls_of(domain):
        if not call.served:
            continue
        answer = f" Answered with {' or '.join(call.answers)}." if call.answers else ""
        out.append(comment(call.doc + answer) + f"struct {call.struct} {{\n")
        out += [member(f) for f in call.fields]
        out.append("\n" if call.fields else "")
        out.append(f"  static constexpr CallInfo info{{{call_info(protocol, call, index[call.name])}}};\n")
        out.append(f"  bool operator==(const {call.struct}&) const = default;\n}};\n")
        out.append(codec_declarations(call.struct) + "\n")
    out.append("}  // namespace calls\n")
    return header(f"{domain}.toml", [f'"protocol/{domain}_types.hpp"', '"protocol/tables.hpp"'], "".join(out))


def call_info(protocol, call, index):
    also = protocol.apps[call.also]["value"] if call.also else ""
    return ", ".join([str(index), quote(call.name), quote(call.operation), quote(protocol.apps[call.app]["value"]),
                      quote(also), "true" if call.served else "false"])


def events(protocol):
    out = ["/// Events by wire type; the payload's type is in the comment.\nnamespace event {\n\n"]
    for index, e in enumerate(protocol.events.values()):
        payload = f"{e.payload}." if e.payload else "No payload."
        out.append(f"/// {payload}{' ' + e.doc if e.doc else ''}\n")
        out.append(f"inline constexpr EventInfo {cpp_name(e.type)}{{{index}, {quote(e.type)}}};\n")
    out.append(f"\ninline constexpr std::size_t count = {len(protocol.events)};\n\n}}  // namespace event\n")
    return header("*.toml", ["<cstddef>", '"protocol/tables.hpp"'], "".join(out))


def umbrella(protocol, suffix):
    lines = "".join(f'#include "protocol/{d}_{suffix}.hpp"\n' for d in protocol.domains)
    return f"#pragma once\n{MARK.format('*.toml')}// All of them; a file that needs few includes its domain's header.\n{lines}"
