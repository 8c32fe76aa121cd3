#pragma once
// Generated from protocol/demo.toml by tools/protogen. Edit the schema, not this file.
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "protocol/enums.hpp"
#include "protocol/shared_map.hpp"

namespace parley::protocol {

class Decoder;
struct Node;

/// Name to colour.
using Colors = SharedMap<Color>;

/// A leaf.
struct Leaf {
  bool friend_ = false;  ///< A word of C++.
  std::int64_t size = 0;
  std::optional<double> weight{};  ///< Empty: null on the wire.
  std::optional<Level> level{};
  std::optional<std::string> extra{};  ///< Raw JSON text.
  std::optional<std::string> note{};  ///< Or nothing. Empty: null on the wire.

  bool operator==(const Leaf&) const = default;
};
void write_fields(std::string& out, const Leaf& value);
bool read_fields(Decoder& decoder, Node node, Leaf& out);

/// Holds itself; the leaf comes later in the file.
struct Tree {
  std::string id{};  ///< Its id.
  std::shared_ptr<Tree> parent{};
  std::optional<Leaf> leaf{};
  std::vector<Leaf> leaves{};
  Colors colors{};

  bool operator==(const Tree&) const = default;
};
void write_fields(std::string& out, const Tree& value);
bool read_fields(Decoder& decoder, Node node, Tree& out);

/// A tree.
struct TreeEvent {
  Tree tree{};

  bool operator==(const TreeEvent&) const = default;
};
void write_fields(std::string& out, const TreeEvent& value);
bool read_fields(Decoder& decoder, Node node, TreeEvent& out);

}  // namespace parley::protocol
