#pragma once
// What the server and its child say to each other over their socket; numbers as the machine has them. The child reads
// one Order and the picture, writes one Reply and the results (or the refusal's text), and ends.
#include <cstdint>

namespace parley::pictures {

constexpr std::uint32_t kMostSizes = 4;
constexpr std::uint32_t kLargestResultEdge = 4'096;

struct Order {
  std::uint64_t bytes = 0;  ///< of the picture, which follow
  std::uint32_t count = 0;  ///< of the sizes wanted
  std::uint32_t edges[kMostSizes] = {};
};

struct Reply {
  std::uint32_t count = 0;  ///< of the results; 0: refused
  struct Result {
    std::uint32_t width = 0, height = 0, bytes = 0;
  } results[kMostSizes];
  std::uint32_t refusal_bytes = 0;
};

}  // namespace parley::pictures
