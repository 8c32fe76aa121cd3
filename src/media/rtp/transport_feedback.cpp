#include "media/rtp/transport_feedback.hpp"

#include <algorithm>

namespace parley::media {
namespace {

enum Symbol : std::uint8_t { kNotReceived = 0, kSmallDelta = 1, kLargeDelta = 2 };

constexpr std::int64_t kTicksPerReference = 256;  // 64 ms of 250 us

// Section 3.1.3 and 3.1.4: the shortest of run length, one-bit and two-bit vectors, chosen greedily.
std::size_t write_chunks(std::span<const std::uint8_t> symbols, std::uint8_t* out) {
  std::size_t at = 0;
  std::size_t size = 0;
  while (at < symbols.size()) {
    std::size_t run = 1;
    while (at + run < symbols.size() && run < 0x1FFF && symbols[at + run] == symbols[at]) ++run;
    const std::size_t left = symbols.size() - at;
    const std::size_t vector = std::min<std::size_t>(14, left);
    const bool one_bit = std::all_of(symbols.begin() + static_cast<std::ptrdiff_t>(at),
                                     symbols.begin() + static_cast<std::ptrdiff_t>(at + vector),
                                     [](std::uint8_t symbol) { return symbol != kLargeDelta; });
    std::uint32_t chunk = 0;
    std::size_t taken = 0;
    if (run >= vector || run > 14) {
      chunk = static_cast<std::uint32_t>(symbols[at]) << 13 | static_cast<std::uint32_t>(run);
      taken = run;
    } else if (one_bit) {
      chunk = 0x8000;
      for (std::size_t i = 0; i < vector; ++i) chunk |= static_cast<std::uint32_t>(symbols[at + i]) << (13 - i);
      taken = vector;
    } else if (run >= 7) {
      chunk = static_cast<std::uint32_t>(symbols[at]) << 13 | static_cast<std::uint32_t>(run);
      taken = run;
    } else {
      chunk = 0xC000;
      taken = std::min<std::size_t>(7, left);
      for (std::size_t i = 0; i < taken; ++i) chunk |= static_cast<std::uint32_t>(symbols[at + i]) << (12 - 2 * i);
    }
    write_u16(out + size, chunk);
    size += 2;
    at += taken;
  }
  return size;
}

}  // namespace

void TransportFeedbackRecorder::received(std::uint16_t sequence, Time now) {
  if (arrivals_.empty()) arrivals_.resize(kWindow);
  const bool first = !unwrapper_.started();
  const std::int64_t number = unwrapper_.unwrap(sequence);
  if (first) next_ = number;
  if (number <= unwrapper_.newest() - static_cast<std::int64_t>(kWindow)) return;
  next_ = std::max(next_, unwrapper_.newest() - static_cast<std::int64_t>(kWindow) + 1);
  auto& slot = arrivals_[static_cast<std::size_t>(number) % kWindow];
  if (slot.sequence == number) return;  // a duplicate: the first arrival counts
  slot.sequence = number;
  slot.ticks = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count() / 250;
  // A late packet was reported lost: report again from there.
  next_ = std::min(next_, number);
  pending_ = true;
}

std::size_t TransportFeedbackRecorder::write(MutableBytes out, std::uint32_t sender_ssrc, std::uint32_t media_ssrc) {
  if (!pending_ || out.size() < kMaxMessage) return 0;
  const auto slot = [this](std::int64_t number) -> const Arrival& {
    return arrivals_[static_cast<std::size_t>(number) % kWindow];
  };
  const std::int64_t end = unwrapper_.newest() + 1;
  while (next_ < end && slot(next_).sequence != next_) ++next_;  // a message begins with a received packet
  if (next_ >= end) {
    pending_ = false;
    return 0;
  }
  const std::int64_t base = next_;
  // Floor, also for clocks that started below zero.
  std::int64_t reference = slot(base).ticks / kTicksPerReference;
  if (slot(base).ticks < 0 && slot(base).ticks % kTicksPerReference != 0) --reference;
  std::int64_t previous = reference * kTicksPerReference;
  std::array<std::uint8_t, kMaxStatuses> symbols{};
  std::array<std::int16_t, kMaxStatuses> deltas{};
  std::size_t count = 0;
  while (next_ < end && count < kMaxStatuses) {
    const Arrival& arrival = slot(next_);
    if (arrival.sequence == next_) {
      const std::int64_t delta = arrival.ticks - previous;
      if (delta < INT16_MIN || delta > INT16_MAX) break;  // needs a new reference time: another message
      symbols[count] = delta >= 0 && delta <= 255 ? kSmallDelta : kLargeDelta;
      deltas[count] = static_cast<std::int16_t>(delta);
      previous = arrival.ticks;
    }
    ++count;
    ++next_;
  }
  pending_ = next_ < end;

  std::uint8_t* p = out.data();
  write_u32(p + 4, sender_ssrc);
  write_u32(p + 8, media_ssrc);
  write_u16(p + 12, static_cast<std::uint16_t>(base));
  write_u16(p + 14, static_cast<std::uint32_t>(count));
  write_u24(p + 16, static_cast<std::uint32_t>(reference) & 0xFFFFFF);
  p[19] = message_count_++;
  std::size_t size = 20 + write_chunks(std::span(symbols).first(count), p + 20);
  for (std::size_t i = 0; i < count; ++i) {
    if (symbols[i] == kSmallDelta) {
      p[size++] = static_cast<std::uint8_t>(deltas[i]);
    } else if (symbols[i] == kLargeDelta) {
      write_u16(p + size, static_cast<std::uint16_t>(deltas[i]));
      size += 2;
    }
  }
  const std::size_t padding = (4 - size % 4) % 4;
  for (std::size_t i = 0; i < padding; ++i) p[size + i] = i + 1 == padding ? static_cast<std::uint8_t>(padding) : 0;
  size += padding;
  p[0] = static_cast<std::uint8_t>(0x80 | (padding != 0 ? 0x20 : 0) | rtcp_format::kTransportCc);
  p[1] = rtcp_type::kTransportFeedback;
  write_u16(p + 2, static_cast<std::uint32_t>(size / 4 - 1));
  return size;
}

std::optional<std::vector<TransportStatus>> parse_transport_feedback(const FeedbackHead& feedback, std::size_t limit) {
  const Bytes control = feedback.control;
  if (control.size() < 8) return std::nullopt;
  const std::uint16_t base = read_u16(control.data());
  const std::size_t count = read_u16(control.data() + 2);
  if (count > limit) return std::nullopt;
  std::int32_t reference = static_cast<std::int32_t>(read_u24(control.data() + 4));
  if ((reference & 0x800000) != 0) reference -= 0x1000000;
  std::vector<std::uint8_t> symbols;
  symbols.reserve(count);
  std::size_t at = 8;
  while (symbols.size() < count) {
    if (at + 2 > control.size()) return std::nullopt;
    const std::uint16_t chunk = read_u16(control.data() + at);
    at += 2;
    if ((chunk & 0x8000) == 0) {
      const std::size_t run = std::min<std::size_t>(chunk & 0x1FFF, count - symbols.size());
      if (run == 0) return std::nullopt;
      symbols.insert(symbols.end(), run, static_cast<std::uint8_t>(chunk >> 13 & 3));
    } else if ((chunk & 0x4000) == 0) {
      for (int i = 13; i >= 0 && symbols.size() < count; --i) symbols.push_back(chunk >> i & 1);
    } else {
      for (int i = 12; i >= 0 && symbols.size() < count; i -= 2) symbols.push_back(chunk >> i & 3);
    }
  }
  std::vector<TransportStatus> statuses;
  statuses.reserve(count);
  std::int64_t ticks = static_cast<std::int64_t>(reference) * kTicksPerReference;
  for (std::size_t i = 0; i < count; ++i) {
    TransportStatus status{static_cast<std::uint16_t>(base + i), symbols[i] != kNotReceived, {}};
    if (symbols[i] == kSmallDelta) {
      if (at + 1 > control.size()) return std::nullopt;
      ticks += control[at++];
    } else if (symbols[i] == kLargeDelta) {
      if (at + 2 > control.size()) return std::nullopt;
      ticks += static_cast<std::int16_t>(read_u16(control.data() + at));
      at += 2;
    } else if (symbols[i] != kNotReceived) {
      return std::nullopt;  // symbol 3 is reserved
    }
    status.arrival = std::chrono::microseconds(ticks * 250);
    statuses.push_back(status);
  }
  return statuses;
}

}  // namespace parley::media
