#include "media/ice/stun_message.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>

#include "base/random.hpp"
#include "media/ice/stun_fingerprint.hpp"

namespace parley::media {
namespace {

constexpr std::size_t kHeader = 20;
constexpr std::size_t kIntegritySize = 20;
constexpr std::size_t kMaxAttributes = 32;
constexpr std::uint32_t kMagicCookie = 0x2112A442;

std::uint16_t read16(std::span<const std::uint8_t> bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}
std::uint32_t read32(std::span<const std::uint8_t> bytes, std::size_t at) {
  return std::uint32_t{read16(bytes, at)} << 16 | read16(bytes, at + 2);
}
std::uint64_t read64(std::span<const std::uint8_t> bytes, std::size_t at) {
  return std::uint64_t{read32(bytes, at)} << 32 | read32(bytes, at + 4);
}

}  // namespace

std::optional<StunMessage> StunMessage::parse(std::span<const std::uint8_t> bytes) {
  // RFC 8489 section 5: two zero bits, length a multiple of four, magic cookie.
  if (bytes.size() < kHeader || bytes.size() > 65535 || (bytes[0] & 0xC0) != 0) return std::nullopt;
  if (read16(bytes, 2) + kHeader != bytes.size() || bytes.size() % 4 != 0) return std::nullopt;
  if (read32(bytes, 4) != kMagicCookie) return std::nullopt;

  StunMessage message;
  message.bytes_ = bytes;
  const std::uint16_t type = read16(bytes, 0);
  // The class sits in bits 4 and 8 of the type, the method around them.
  message.class_ = static_cast<StunClass>((type >> 4 & 1) | (type >> 7 & 2));
  message.method_ = static_cast<std::uint16_t>((type & 0x000F) | (type >> 1 & 0x0070) | (type >> 2 & 0x0F80));

  std::size_t at = kHeader;
  std::size_t count = 0;
  message.end_ = bytes.size();
  while (at < bytes.size()) {
    if (bytes.size() - at < 4 || ++count > kMaxAttributes) return std::nullopt;
    const std::uint16_t attribute_type = read16(bytes, at);
    const std::size_t length = read16(bytes, at + 2);
    const std::size_t padded = (length + 3) & ~std::size_t{3};  // RFC 8489 section 14: padded to 32 bits
    if (bytes.size() - at - 4 < padded) return std::nullopt;
    if (attribute_type == stun_attribute::FINGERPRINT) {
      // RFC 8489 section 14.7: the last attribute, CRC-32 of all before it.
      if (length != 4 || at + 8 != bytes.size()) return std::nullopt;
      if (stun_fingerprint(bytes.first(at)) != read32(bytes, at + 4)) return std::nullopt;
      message.fingerprint_ = true;
      if (!message.integrity_) message.end_ = at;
    } else if (attribute_type == stun_attribute::MESSAGE_INTEGRITY && !message.integrity_) {
      if (length != kIntegritySize) return std::nullopt;
      message.integrity_ = at;
      message.end_ = at;
    }
    at += 4 + padded;
  }
  return message;
}

TransactionId StunMessage::transaction() const {
  TransactionId id;
  std::copy_n(bytes_.begin() + 8, id.size(), id.begin());
  return id;
}

std::optional<std::span<const std::uint8_t>> StunMessage::attribute(std::uint16_t type) const {
  for (std::size_t at = kHeader; at < end_;) {
    const std::size_t length = read16(bytes_, at + 2);
    if (read16(bytes_, at) == type) return bytes_.subspan(at + 4, length);
    at += 4 + ((length + 3) & ~std::size_t{3});
  }
  return std::nullopt;
}

std::optional<std::string_view> StunMessage::username() const {
  const auto value = attribute(stun_attribute::USERNAME);
  if (!value || value->size() > 513) return std::nullopt;  // RFC 8489 section 14.3: less than 509 bytes; RFC 8445: 513
  return std::string_view(reinterpret_cast<const char*>(value->data()), value->size());
}

std::optional<std::uint32_t> StunMessage::priority() const {
  const auto value = attribute(stun_attribute::PRIORITY);
  if (!value || value->size() != 4) return std::nullopt;
  return read32(*value, 0);
}

bool StunMessage::use_candidate() const { return attribute(stun_attribute::USE_CANDIDATE).has_value(); }

std::optional<std::uint64_t> StunMessage::ice_controlling() const {
  const auto value = attribute(stun_attribute::ICE_CONTROLLING);
  if (!value || value->size() != 8) return std::nullopt;
  return read64(*value, 0);
}

std::optional<std::uint64_t> StunMessage::ice_controlled() const {
  const auto value = attribute(stun_attribute::ICE_CONTROLLED);
  if (!value || value->size() != 8) return std::nullopt;
  return read64(*value, 0);
}

std::optional<Address> StunMessage::xor_mapped_address() const {
  // RFC 8489 section 14.2: port and address are XORed with the cookie and, for IPv6, the transaction id.
  const auto value = attribute(stun_attribute::XOR_MAPPED_ADDRESS);
  if (!value || value->size() < 4) return std::nullopt;
  const std::size_t size = (*value)[1] == 1 ? 4 : (*value)[1] == 2 ? 16 : 0;
  if (!size || value->size() != 4 + size) return std::nullopt;
  std::array<std::uint8_t, 16> ip{};
  for (std::size_t i = 0; i < size; ++i) ip[i] = (*value)[4 + i] ^ bytes_[4 + i];
  return Address(std::span(ip).first(size), read16(*value, 2) ^ (kMagicCookie >> 16));
}

std::optional<int> StunMessage::error_code() const {
  const auto value = attribute(stun_attribute::ERROR_CODE);
  if (!value || value->size() < 4) return std::nullopt;
  const int hundreds = (*value)[2] & 7, rest = (*value)[3];
  if (hundreds < 3 || hundreds > 6 || rest > 99) return std::nullopt;
  return hundreds * 100 + rest;
}

bool StunMessage::verify_integrity(std::string_view password) const {
  if (!integrity_) return false;
  // RFC 8489 section 14.5: the HMAC covers all before the attribute, with a header length that ends behind it.
  const std::size_t length = integrity_ - kHeader + 4 + kIntegritySize;
  std::array<std::uint8_t, kHeader> header;
  std::copy_n(bytes_.begin(), kHeader, header.begin());
  header[2] = static_cast<std::uint8_t>(length >> 8);
  header[3] = static_cast<std::uint8_t>(length);
  std::vector<std::uint8_t> covered(header.begin(), header.end());
  covered.insert(covered.end(), bytes_.begin() + kHeader, bytes_.begin() + static_cast<std::ptrdiff_t>(integrity_));
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned digest_size = 0;
  if (!HMAC(EVP_sha1(), password.data(), static_cast<int>(password.size()), covered.data(), covered.size(),
            digest.data(), &digest_size) ||
      digest_size != kIntegritySize) {
    return false;
  }
  return equal_secrets({reinterpret_cast<const char*>(digest.data()), kIntegritySize},
                       {reinterpret_cast<const char*>(bytes_.data() + integrity_ + 4), kIntegritySize});
}

std::optional<std::string_view> request_local_ufrag(std::span<const std::uint8_t> packet) {
  const auto message = StunMessage::parse(packet);
  if (!message || message->message_class() != StunClass::request || message->method() != kStunBinding) {
    return std::nullopt;
  }
  const auto name = message->username();
  if (!name) return std::nullopt;
  const std::size_t colon = name->find(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  return name->substr(0, colon);
}

}  // namespace parley::media
