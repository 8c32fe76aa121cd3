#pragma once
// Generated from protocol/demo.toml by tools/protogen. Edit the schema, not this file.
#include "protocol/demo_types.hpp"
#include "protocol/tables.hpp"

namespace parley::protocol {

/// Arguments of the calls, one struct each, named as on the wire.
namespace calls {

/// Plants a tree. Answered with TREE or ACK.
struct PlantTree {
  Tree tree{};
  std::optional<std::string> where{};

  static constexpr CallInfo info{0, "plantTree", "PLANT", "app", "plain", true};
  bool operator==(const PlantTree&) const = default;
};
void write_fields(std::string& out, const PlantTree& value);
bool read_fields(Decoder& decoder, Node node, PlantTree& out);

/// Looks. Answered with ACK.
struct Look {
  static constexpr CallInfo info{1, "look", "LOOK", "app", "", true};
  bool operator==(const Look&) const = default;
};
void write_fields(std::string& out, const Look& value);
bool read_fields(Decoder& decoder, Node node, Look& out);

}  // namespace calls

}  // namespace parley::protocol
