// Generated from protocol/demo.toml by tools/protogen. Edit the schema, not this file.
#include "protocol/demo_calls.hpp"
#include "protocol/reader.hpp"
#include "protocol/writer.hpp"

namespace parley::protocol {

void write_fields(std::string& out, const Leaf& value) {
  write_member(out, ",\"friend\":", value.friend_);
  write_member(out, ",\"size\":", value.size);
  write_nullable(out, ",\"weight\":", value.weight);
  write_member(out, ",\"level\":", value.level);
  write_raw(out, ",\"extra\":", value.extra);
  write_nullable(out, ",\"note\":", value.note);
}
bool read_fields(Decoder& decoder, Node node, Leaf& out) {
  return read_member(decoder, node, "friend", {0, 10000}, out.friend_) &&
         read_member(decoder, node, "size", {0, 10000}, out.size) &&
         read_member(decoder, node, "weight", {0, 10000}, out.weight) &&
         read_member(decoder, node, "level", {0, 10000}, out.level) &&
         read_raw(decoder, node, "extra", out.extra) &&
         read_member(decoder, node, "note", {65536, 10000}, out.note);
}

void write_fields(std::string& out, const Tree& value) {
  write_member(out, ",\"id\":", value.id);
  write_member(out, ",\"parent\":", value.parent);
  write_member(out, ",\"leaf\":", value.leaf);
  write_member(out, ",\"leaves\":", value.leaves);
  write_member(out, ",\"colors\":", value.colors);
}
bool read_fields(Decoder& decoder, Node node, Tree& out) {
  return read_member(decoder, node, "id", {256, 10000}, out.id) &&
         read_member(decoder, node, "parent", {0, 10000}, out.parent) &&
         read_member(decoder, node, "leaf", {0, 10000}, out.leaf) &&
         read_member(decoder, node, "leaves", {0, 5}, out.leaves) &&
         read_member(decoder, node, "colors", {0, 10000}, out.colors);
}

void write_fields(std::string& out, const TreeEvent& value) {
  write_member(out, ",\"tree\":", value.tree);
}
bool read_fields(Decoder& decoder, Node node, TreeEvent& out) {
  return read_member(decoder, node, "tree", {0, 10000}, out.tree);
}

namespace calls {

void write_fields(std::string& out, const PlantTree& value) {
  write_member(out, ",\"tree\":", value.tree);
  write_member(out, ",\"where\":", value.where);
}
bool read_fields(Decoder& decoder, Node node, PlantTree& out) {
  return read_member(decoder, node, "tree", {0, 10000}, out.tree) &&
         read_member(decoder, node, "where", {256, 10000}, out.where);
}

void write_fields([[maybe_unused]] std::string& out, [[maybe_unused]] const Look& value) {
}
bool read_fields(Decoder&, Node, Look&) { return true; }

}  // namespace calls

}  // namespace parley::protocol
