#include "protocol/reader.hpp"

namespace parley::protocol {

bool Decoder::fail(std::string reason) {
  reason_ = std::move(reason);
  return false;
}

bool Decoder::missing(std::string_view name) {
  fail("is missing");
  return inside(name);
}

bool Decoder::inside(std::string_view name) {
  if (!path_.empty()) path_.insert(0, 1, '.');
  path_.insert(0, name);
  return false;
}

Error Decoder::error() const {
  return {path_.empty() ? "the arguments " + reason_ : "field '" + path_ + "' " + reason_};
}

}  // namespace parley::protocol
