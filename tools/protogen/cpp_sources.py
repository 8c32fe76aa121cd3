"""Sources: the codec of each domain, wire values of enums, the tables of calls and events."""

from cpp_headers import MARK, call_info, quote


def source(origin, includes, body):
    lines = "".join(f"#include {name}\n" for name in includes)
    return f"{MARK.format(origin)}{lines}\nnamespace parley::protocol {{\n\n{body}}}  // namespace parley::protocol\n"


def write_line(field):
    key = quote(f',"{field.name}":')
    how = {"nullable": "write_nullable"}.get(field.presence, "write_member")
    if field.shape.kind == "any":
        how = "write_raw_nullable" if field.presence == "nullable" else "write_raw"
    return f"  {how}(out, {key}, value.{field.cpp});\n"


def read_expression(field):
    name = quote(field.name)
    if field.shape.kind == "any":
        return f"read_raw(decoder, node, {name}, out.{field.cpp})"
    return f"read_member(decoder, node, {name}, {{{field.shape.bytes}, {field.shape.items}}}, out.{field.cpp})"


def codec_pair(name, fields):
    lines = "".join(write_line(f) for f in fields)
    unused = "" if fields else "[[maybe_unused]] "
    text = f"void write_fields({unused}std::string& out, {unused}const {name}& value) {{\n{lines}}}\n"
    if not fields:
        return text + f"bool read_fields(Decoder&, Node, {name}&) {{ return true; }}\n\n"
    reads = " &&\n         ".join(read_expression(f) for f in fields)
    return text + f"bool read_fields(Decoder& decoder, Node node, {name}& out) {{\n  return {reads};\n}}\n\n"


def codec(protocol, domain):
    out = [codec_pair(s.name, s.fields) for s in protocol.structs_of(domain)]
    served = [c for c in protocol.calls_of(domain) if c.served]
    if served:
        out.append("namespace calls {\n\n")
        out += [codec_pair(c.struct, c.fields) for c in served]
        out.append("}  // namespace calls\n\n")
    return source(f"{domain}.toml", [f'"protocol/{domain}_calls.hpp"', '"protocol/reader.hpp"', '"protocol/writer.hpp"'],
                  "".join(out))


def enums(protocol):
    out = []
    for enum in protocol.enums.values():
        if enum.numeric:
            cases = "".join(f"    case {v}:\n" for v in enum.values.values())
            out.append(f"std::int64_t wire({enum.name} value) {{ return static_cast<std::int64_t>(value); }}\n")
            out.append(f"bool from_wire(std::int64_t value, {enum.name}& out) {{\n  switch (value) {{\n{cases}"
                       f"      out = static_cast<{enum.name}>(value);\n      return true;\n"
                       f"    default:\n      return false;\n  }}\n}}\n\n")
            continue
        values = ", ".join(quote(v) for v in enum.values.values())
        table = f"k{enum.name}"
        out.append(f"namespace {{\nconstexpr std::string_view {table}[] = {{{values}}};\n}}\n")
        out.append(f"std::string_view wire({enum.name} value) {{ return text_of({table}, static_cast<std::size_t>(value)); }}\n")
        out.append(f"bool from_wire(std::string_view value, {enum.name}& out) {{\n"
                   f"  const int index = index_of({table}, value);\n"
                   f"  if (index >= 0) out = static_cast<{enum.name}>(index);\n  return index >= 0;\n}}\n\n")
    helpers = """namespace {

std::string_view text_of(std::span<const std::string_view> table, std::size_t index) {
  return index < table.size() ? table[index] : std::string_view{};
}

int index_of(std::span<const std::string_view> table, std::string_view text) {
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i] == text) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace

"""
    return source("*.toml", ['"protocol/enums.hpp"', "<cstddef>", "<span>"], helpers + "".join(out))


def tables(protocol, index):
    calls = sorted(protocol.calls.values(), key=lambda c: c.name)
    rows = "".join(f"    {{{call_info(protocol, c, index[c.name])}}},\n" for c in calls)
    events = sorted(protocol.events.values(), key=lambda e: e.type)
    lines = "".join(
        f"    {{{quote(e.type)}, DispatchGroup::{e.group.upper()}, DispatchMode::{e.mode}, {quote(e.name)}, "
        f"{quote(e.promise)}, {quote(e.gives)}}},\n" for e in events)
    number = {type_: i for i, type_ in enumerate(protocol.events)}
    infos = "".join(f"    {{{number[e.type]}, {quote(e.type)}}},\n" for e in events)
    body = f"""namespace {{

// All sorted by name.
constexpr CallInfo kCalls[] = {{
{rows}}};

constexpr EventInfo kEvents[] = {{
{infos}}};

constexpr ClientDispatch kDispatch[] = {{
{lines}}};

template <class Row>
const Row* find(std::span<const Row> rows, std::string_view Row::*key, std::string_view wanted) {{
  const auto found = std::lower_bound(rows.begin(), rows.end(), wanted,
                                      [key](const Row& row, std::string_view name) {{ return row.*key < name; }});
  return found != rows.end() && (*found).*key == wanted ? &*found : nullptr;
}}

}}  // namespace

std::span<const CallInfo> all_calls() {{ return kCalls; }}
std::span<const ClientDispatch> all_events() {{ return kDispatch; }}

const CallInfo* find_call(std::string_view wire_name) {{ return find<CallInfo>(kCalls, &CallInfo::name, wire_name); }}
const EventInfo* find_event(std::string_view wire_type) {{
  return find<EventInfo>(kEvents, &EventInfo::type, wire_type);
}}
const ClientDispatch* find_dispatch(std::string_view wire_type) {{
  return find<ClientDispatch>(kDispatch, &ClientDispatch::type, wire_type);
}}

"""
    return source("*.toml", ['"protocol/tables.hpp"', "<algorithm>"], body)


def reencode(protocol, index):
    """Codecs by name, for tests and fuzzers that must reach every one of them."""
    calls = sorted((c for c in protocol.calls.values()), key=lambda c: index[c.name])
    call_rows = "".join(f"    {f'again<calls::{c.struct}>' if c.served else 'nullptr'},\n" for c in calls)
    event_rows = "".join(f"    {f'again<{e.payload}>' if e.payload else 'nullptr'},\n" for e in protocol.events.values())
    types = sorted(protocol.structs)
    type_rows = "".join(f"    {{{quote(t)}, again<{t}>}},\n" for t in types)
    body = f"""namespace {{

using Again = Result<std::string> (*)(const Json&);

template <class T>
Result<std::string> again(const Json& json) {{
  PARLEY_TRY(const T value, decode<T>(json));
  return encode(value);
}}

// By CallInfo::index.
constexpr Again kCalls[] = {{
{call_rows}}};

// By EventInfo::index.
constexpr Again kEvents[] = {{
{event_rows}}};

struct NamedType {{
  std::string_view name;
  Again again;
}};

constexpr NamedType kTypes[] = {{
{type_rows}}};

Result<std::string> run(Again function, const Json& json) {{
  return function ? function(json) : Result<std::string>(Error{{"its members are not declared"}});
}}

}}  // namespace

Result<std::string> reencode_call(const CallInfo& call, const Json& argument) {{ return run(kCalls[call.index], argument); }}
Result<std::string> reencode_event(const EventInfo& event, const Json& payload) {{ return run(kEvents[event.index], payload); }}

Result<std::string> reencode_type(std::string_view type, const Json& value) {{
  for (const NamedType& row : kTypes) {{
    if (row.name == type) return row.again(value);
  }}
  return Error{{"there is no such type"}};
}}

"""
    return source("*.toml", ['"protocol/reencode.hpp"', "<string>", '"protocol/calls.hpp"', '"protocol/frame.hpp"',
                             '"protocol/types.hpp"'], body)
