#include "transport/liveness.hpp"

#include <cstddef>

namespace parley::transport {

Liveness liveness_of(std::string_view text) {
  if (text.size() > 64) return Liveness::none;
  // Walks the members of the outermost object; a string or a number deeper inside is only skipped.
  int depth = 0;
  bool message_key = false;    // the last string was "message" at depth one …
  bool value_follows = false;  // … and a colon came after it
  for (std::size_t i = 0; i < text.size(); ++i) {
    switch (text[i]) {
      case ' ':
      case '\t':
      case '\r':
      case '\n':
        break;
      case '{':
      case '[':
        ++depth;
        message_key = value_follows = false;
        break;
      case '}':
      case ']':
        --depth;
        break;
      case ':':
        value_follows = message_key;
        break;
      case '"': {
        const std::size_t begin = ++i;
        while (i < text.size() && text[i] != '"') i += text[i] == '\\' ? 2 : 1;
        if (i >= text.size()) return Liveness::none;
        const std::string_view word = text.substr(begin, i - begin);
        if (value_follows) return word == "pong" ? Liveness::pong : word == "ping" ? Liveness::ping : Liveness::none;
        message_key = depth == 1 && word == "message";
        break;
      }
      default:
        message_key = value_follows = false;
        break;
    }
  }
  return Liveness::none;
}

}  // namespace parley::transport
