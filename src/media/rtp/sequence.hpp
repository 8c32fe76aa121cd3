#pragma once
// Serial numbers that wrap (RFC 1982 arithmetic, as RFC 3550 appendix A.1 uses it).
#include <cstdint>

namespace parley::media {

inline bool sequence_newer(std::uint16_t a, std::uint16_t b) {
  return a != b && static_cast<std::uint16_t>(a - b) < 0x8000;
}
inline bool timestamp_newer(std::uint32_t a, std::uint32_t b) { return a != b && a - b < 0x80000000U; }

/// Counts the wraps of a 16-bit sequence number: gives the value nearest to the newest one seen.
/// Never negative, so that the low 16 bits always are the packet's own.
class SequenceUnwrapper {
 public:
  std::int64_t unwrap(std::uint16_t sequence) {
    const std::int64_t value = peek(sequence);
    if (!started_ || value > newest_) newest_ = value;
    started_ = true;
    return value;
  }
  /// The same without taking note of it.
  std::int64_t peek(std::uint16_t sequence) const {
    if (!started_) return kStart + sequence;
    return newest_ +
           static_cast<std::int16_t>(static_cast<std::uint16_t>(sequence - static_cast<std::uint16_t>(newest_)));
  }
  bool started() const { return started_; }
  std::int64_t newest() const { return newest_; }
  void reset() { *this = {}; }

 private:
  // One cycle in hand, so that a packet older than the first one stays positive.
  static constexpr std::int64_t kStart = 0x10000;
  std::int64_t newest_ = 0;
  bool started_ = false;
};

}  // namespace parley::media
