#include "media/rtp/extension.hpp"

#include <cstring>

namespace parley::media {

void ExtensionList::add(std::uint8_t id, Bytes data) {
  if (id == 0 || count_ == elements_.size() || data.size() > 255) return;
  elements_[count_++] = {id, data};
}

std::size_t ExtensionList::write(MutableBytes out) const {
  bool one_byte = true;
  std::size_t size = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    const auto& element = elements_[i];
    // RFC 8285 section 4.2: the one-byte form knows neither empty elements nor id 15.
    if (element.id > 14 || element.data.empty() || element.data.size() > 16) one_byte = false;
    size += element.data.size();
  }
  size += count_ * (one_byte ? 1 : 2);
  const std::size_t padded = (size + 3) & ~std::size_t{3};
  if (out.size() < 4 + padded) return 0;
  std::uint8_t* p = out.data();
  write_u16(p, one_byte ? 0xBEDE : 0x1000);
  write_u16(p + 2, static_cast<std::uint32_t>(padded / 4));
  p += 4;
  for (std::size_t i = 0; i < count_; ++i) {
    const auto& element = elements_[i];
    if (one_byte) {
      *p++ = static_cast<std::uint8_t>(element.id << 4 | (element.data.size() - 1));
    } else {
      *p++ = element.id;
      *p++ = static_cast<std::uint8_t>(element.data.size());
    }
    if (!element.data.empty()) std::memcpy(p, element.data.data(), element.data.size());
    p += element.data.size();
  }
  std::memset(p, 0, padded - size);
  return 4 + padded;
}

std::optional<AudioLevel> parse_audio_level(Bytes data) {
  if (data.empty()) return std::nullopt;
  return AudioLevel{(data[0] & 0x80) != 0, static_cast<std::uint8_t>(data[0] & 0x7F)};
}

std::array<std::uint8_t, 3> abs_send_time(std::chrono::microseconds time) {
  // Whole seconds and the rest apart, since microseconds << 18 would overflow after half a year.
  const auto total = static_cast<std::uint64_t>(time.count());
  const std::uint64_t value = ((total / 1'000'000) << 18) + (((total % 1'000'000) << 18) / 1'000'000);
  std::array<std::uint8_t, 3> bytes{};
  write_u24(bytes.data(), static_cast<std::uint32_t>(value & 0xFFFFFF));
  return bytes;
}

}  // namespace parley::media
