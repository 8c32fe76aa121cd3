#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <stdexcept>

#include "media/ice/stun_fingerprint.hpp"
#include "media/ice/stun_message.hpp"

namespace parley::media {
namespace {

constexpr std::size_t kHeader = 20;
constexpr std::size_t kIntegritySize = 20;
constexpr std::size_t kMaxValue = 763;

void put16(std::vector<std::uint8_t>& bytes, std::size_t value) {
  bytes.push_back(static_cast<std::uint8_t>(value >> 8));
  bytes.push_back(static_cast<std::uint8_t>(value));
}

template <std::size_t Size>
std::array<std::uint8_t, Size> big_endian(std::uint64_t value) {
  std::array<std::uint8_t, Size> bytes;
  for (std::size_t i = 0; i < Size; ++i) bytes[i] = static_cast<std::uint8_t>(value >> (8 * (Size - 1 - i)));
  return bytes;
}

std::span<const std::uint8_t> as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

StunBuilder::StunBuilder(StunClass message_class, const TransactionId& transaction, std::uint16_t method) {
  bytes_.reserve(160);
  const auto class_bits = static_cast<unsigned>(message_class);
  // RFC 8489 section 5: the class' two bits are bits 4 and 8, the method's twelve bits lie around them.
  put16(bytes_, (method & 0x000Fu) | (class_bits & 1) << 4 | (method & 0x0070u) << 1 | (class_bits & 2) << 7 |
                    (method & 0x0F80u) << 2);
  put16(bytes_, 0);
  for (const std::uint8_t byte : {0x21, 0x12, 0xA4, 0x42}) bytes_.push_back(byte);
  bytes_.insert(bytes_.end(), transaction.begin(), transaction.end());
}

StunBuilder& StunBuilder::attribute(std::uint16_t type, std::span<const std::uint8_t> value) {
  value = value.first(std::min(value.size(), kMaxValue));
  put16(bytes_, type);
  put16(bytes_, value.size());
  bytes_.insert(bytes_.end(), value.begin(), value.end());
  while (bytes_.size() % 4 != 0) bytes_.push_back(0);
  return *this;
}

StunBuilder& StunBuilder::username(std::string_view value) {
  return attribute(stun_attribute::USERNAME, as_bytes(value));
}
StunBuilder& StunBuilder::software(std::string_view value) {
  return attribute(stun_attribute::SOFTWARE, as_bytes(value));
}
StunBuilder& StunBuilder::priority(std::uint32_t value) {
  return attribute(stun_attribute::PRIORITY, big_endian<4>(value));
}
StunBuilder& StunBuilder::use_candidate() { return attribute(stun_attribute::USE_CANDIDATE, {}); }
StunBuilder& StunBuilder::ice_controlling(std::uint64_t tie_breaker) {
  return attribute(stun_attribute::ICE_CONTROLLING, big_endian<8>(tie_breaker));
}
StunBuilder& StunBuilder::ice_controlled(std::uint64_t tie_breaker) {
  return attribute(stun_attribute::ICE_CONTROLLED, big_endian<8>(tie_breaker));
}

StunBuilder& StunBuilder::xor_mapped_address(const Address& address) {
  std::vector<std::uint8_t> value = {0, static_cast<std::uint8_t>(address.is_ipv4() ? 1 : 2)};
  put16(value, static_cast<std::size_t>(address.port() ^ 0x2112));
  // Cookie and transaction id lie next to each other in the header, as the XOR mask wants them.
  for (std::size_t i = 0; i < address.ip().size(); ++i) value.push_back(address.ip()[i] ^ bytes_[4 + i]);
  return attribute(stun_attribute::XOR_MAPPED_ADDRESS, value);
}

StunBuilder& StunBuilder::error(int code, std::string_view reason) {
  std::vector<std::uint8_t> value = {0, 0, static_cast<std::uint8_t>(code / 100),
                                     static_cast<std::uint8_t>(code % 100)};
  const auto text = as_bytes(reason);
  value.insert(value.end(), text.begin(), text.end());
  return attribute(stun_attribute::ERROR_CODE, value);
}

void StunBuilder::set_length(std::size_t attributes) {
  bytes_[2] = static_cast<std::uint8_t>(attributes >> 8);
  bytes_[3] = static_cast<std::uint8_t>(attributes);
}

std::vector<std::uint8_t> StunBuilder::finish(std::string_view password) {
  if (!password.empty()) {
    set_length(bytes_.size() - kHeader + 4 + kIntegritySize);
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (!HMAC(EVP_sha1(), password.data(), static_cast<int>(password.size()), bytes_.data(), bytes_.size(),
              digest.data(), &size)) {
      throw std::runtime_error("HMAC-SHA1 is not available");
    }
    attribute(stun_attribute::MESSAGE_INTEGRITY, std::span(digest).first(kIntegritySize));
  }
  set_length(bytes_.size() - kHeader + 8);
  attribute(stun_attribute::FINGERPRINT, big_endian<4>(stun_fingerprint(bytes_)));
  return std::move(bytes_);
}

}  // namespace parley::media
