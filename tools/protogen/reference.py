"""The reference page: everything of the schema, for people."""

ORIGIN = {"client": "client", "server": "server", "both": "server, client"}


def cell(text):
    return str(text).replace("|", "\\|")


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell(c) for c in row) + " |" for row in rows]
    return "\n".join(lines) + "\n\n"


def type_text(field):
    shape = field.shape
    base = shape.alias or shape.base
    if not shape.alias:
        base += {"array": "[]", "map": "{}", "": ""}[shape.container]
    return f"`{base}`"


def field_rows(fields):
    presence = {"required": "", "optional": "optional", "nullable": "or null"}
    return [(f"`{f.name}`", type_text(f), presence[f.presence], f.doc) for f in fields]


def fields_table(fields):
    return table(("Field", "Type", "", "Meaning"), field_rows(fields)) if fields else "No fields.\n\n"


def conventions(protocol):
    out = ["# The wire protocol\n\nEvery text frame is one JSON object `{\"message\": name, \"data\": [object]}`. "
           "A client sends calls, each with an `internalMessageId` in its object; the server sends events in "
           "`sfuCallback` frames, each with `type`, `roomId` and `internalMessageId` beside the fields below. Exactly one "
           "event carries a call's id: its answer, or `OPERATION_FAILED`. Absent and `null` mean the same to the server; "
           "unknown fields are ignored. This page is made from `protocol/*.toml`.\n\n"]
    out.append("## Texts and limits\n\n" + table(
        ("Type", "At most", "Meaning"),
        [(f"`{n}`", f"{e['max']} bytes", e["doc"]) for n, e in protocol.strings.items()]))
    out.append(table(("Constant", "Value", "Meaning"),
                     [(f"`{n}`", e["value"], e.get("doc", "")) for n, e in protocol.constants.items()]))
    out.append("## Frames\n\n" + table(("Name", "Use"), [(f"`{e['value']}`", e["doc"]) for e in protocol.frames.values()]))
    out.append("## Application keys\n\n" + table(
        ("Member", "`appKey`", "Who"), [(f"`{n}`", f"`{e['value']}`", e["doc"]) for n, e in protocol.apps.items()]))
    return "".join(out)


def dispatch_rules():
    return ("Group: `first` is looked at whatever `roomId` says, `room` goes to the room of its `roomId`, `second` is seen "
            "only without a `roomId`, `management` on anonymous connections. Mode: S settles its call, or fires when no call "
            "waits; B does both; P only settles; E only fires. `*` is the whole event.\n\n")


def domain(protocol, name):
    out = [f"## {protocol.titles[name]}\n\n"]
    calls = protocol.calls_of(name)
    if calls:
        out.append("### Calls\n\n")
    for call in (c for c in calls if c.served):
        answers = " or ".join(f"`{a}`" for a in call.answers)
        apps = ", ".join(f"`{protocol.apps[a]['value']}`" for a in (call.app, call.also) if a)
        out.append(f"#### `{call.name}`\n\n{call.doc} Answer: {answers}. Operation: `{call.operation}`. On: {apps}.\n\n")
        out.append(fields_table(call.fields))
    declared = [c for c in calls if not c.served]
    if declared:
        out.append("Known, arguments not declared yet:\n\n" + table(
            ("Call", "Operation", "Meaning"), [(f"`{c.name}`", f"`{c.operation}`", c.doc) for c in declared]))
    events = [e for e in protocol.events.values() if e.domain == name]
    if events:
        out.append("### Events\n\n")
        if name == "envelope":
            out.append(dispatch_rules())
        out.append(table(("Wire type", "Payload", "Group", "Mode", "Application event", "Promise gets", "Event gets", ""), [
            (f"`{e.type}`", f"`{e.payload}`" if e.payload else "", e.group, e.mode, f"`{e.name}`" if e.gives else "",
             f"`{e.promise}`" if e.promise else "", f"`{e.gives}`" if e.gives else "", e.doc) for e in events]))
    structs = protocol.structs_of(name)
    if structs:
        out.append("### Types\n\n")
    for alias in (a for a in protocol.aliases.values() if a.domain == name):
        out.append(f"#### `{alias.name}`\n\n{alias.doc} Each value: `{alias.shape.base}`.\n\n")
    for struct in structs:
        out.append(f"#### `{struct.name}`\n\n{struct.doc}\n\n" + fields_table(struct.fields))
    enums = [e for e in protocol.enums.values() if e.domain == name]
    if enums:
        out.append("### Enums\n\n" + table(("Enum", "Members", "Meaning"), [
            (f"`{e.name}`", ", ".join(f"`{m}`" if m == v else f"`{m}` = `{v}`" for m, v in e.values.items()), e.doc)
            for e in enums]))
    errors = [(e, m, text, origin) for e, ms in protocol.errors.items() if protocol.error_domains[e] == name
              for m, (text, origin) in ms.items()]
    if errors:
        out.append("### Errors\n\n" + table(("Enum", "Member", "Text", "Said by"), [
            (f"`{e}`", f"`{m}`", f"`{text}`", ORIGIN[origin]) for e, m, text, origin in errors]))
    return "".join(out)


def files(protocol):
    out = [conventions(protocol)]
    out += [domain(protocol, name) for name in protocol.domains]
    out.append("## Further texts\n\n" + table(("Name", "Text", "When"), [
        (f"`{n}`", f"`{e['text']}`", e["doc"]) for n, e in protocol.texts.items()]))
    out.append("## `InternalApi`\n\n" + table(("Member", "Value", "Kind"), [
        (f"`{m}`", f"`{v}`", k) for m, v, k in protocol.internal_api()]))
    return {"docs/reference/protocol.md": "".join(out).rstrip("\n") + "\n"}
