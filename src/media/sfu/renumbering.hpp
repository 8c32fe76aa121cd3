#pragma once
#include <array>
#include <cstdint>
#include <optional>

namespace parley::media {

/// Makes one continuous stream of packets of changing sources with some left out. What would be one record per packet
/// is one record per change: a step says by how much the numbers of all packets from it on differ. Both ways can be
/// asked: where a source's packet goes, and which packet an outgoing number was. Sequence numbers are unwrapped.
/// Not thread-safe.
class Renumbering {
 public:
  /// Which packets the numbers belong to: a source, and its life if it restarts.
  struct Origin {
    const void* source = nullptr;
    std::uint32_t generation = 0;
    bool operator==(const Origin&) const = default;
  };
  /// To subtract from the source's numbers.
  struct Offsets {
    std::int64_t sequence = 0;
    std::uint32_t timestamp = 0;
    std::uint16_t picture = 0;
    std::uint8_t tl0 = 0;
  };
  struct Source {
    Origin origin;
    std::int64_t sequence = 0;
    Offsets offsets;
  };

  /// From `first` on, packets of `origin` follow.
  void begin(Origin origin, std::int64_t first, Offsets offsets);
  /// Leaves out the packet: those behind it close the gap when it is the newest. `new_picture`: it is the first one
  /// left out of its picture.
  void leave_out(std::int64_t sequence, bool new_picture);
  /// nullopt: it comes from before the last change of source, or too late to be placed.
  std::optional<Offsets> map(Origin origin, std::int64_t sequence);
  /// The packet that has that outgoing number.
  std::optional<Source> find(std::int64_t outgoing) const;
  void clear() { count_ = 0; }

 private:
  static constexpr std::size_t kMaxSteps = 64;

  struct Step {
    Origin origin;
    std::int64_t first = 0;
    Offsets offsets;
    bool begins = false;  // packets before it don't belong to the stream, even if an older step has their origin
  };
  // 0 is the newest.
  const Step& step(std::size_t age) const { return steps_[(next_ + kMaxSteps - 1 - age) % kMaxSteps]; }
  void push(const Step& step);

  std::array<Step, kMaxSteps> steps_;
  std::size_t next_ = 0;
  std::size_t count_ = 0;
  std::int64_t newest_ = 0;  // of the current source, mapped or left out
};

}  // namespace parley::media
