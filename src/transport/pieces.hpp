#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "transport/session.hpp"

namespace parley::transport {

/// Frames that are made into few pieces of bytes are not made into larger ones than this, but for a frame that is
/// larger by itself. A client that reads too slowly still gets what has begun to leave.
inline constexpr std::size_t max_piece = 64u << 10;

/// Joins whole text frames, in order.
class Pieces {
 public:
  /// Adds a frame of this payload, with its header.
  void add_frame(std::string_view payload);
  /// Adds frames; those that have no headers yet stay a piece of their own.
  void add(const Delivery& delivery);
  std::vector<Delivery> take();

 private:
  void make_room(std::size_t size);
  void close();

  std::vector<Delivery> pieces_;
  std::string bytes_;  ///< of the piece that is being made
  std::uint32_t frames_ = 0;
};

}  // namespace parley::transport
