#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "media/ice/address.hpp"

namespace parley::media {

enum class StunClass : std::uint8_t { request = 0, indication = 1, success = 2, error = 3 };
using TransactionId = std::array<std::uint8_t, 12>;

inline constexpr std::uint16_t kStunBinding = 0x001;

/// Attribute types (RFC 8489 section 18.3, RFC 8445 section 16.1).
namespace stun_attribute {
inline constexpr std::uint16_t USERNAME = 0x0006;
inline constexpr std::uint16_t MESSAGE_INTEGRITY = 0x0008;
inline constexpr std::uint16_t ERROR_CODE = 0x0009;
inline constexpr std::uint16_t XOR_MAPPED_ADDRESS = 0x0020;
inline constexpr std::uint16_t PRIORITY = 0x0024;
inline constexpr std::uint16_t USE_CANDIDATE = 0x0025;
inline constexpr std::uint16_t SOFTWARE = 0x8022;
inline constexpr std::uint16_t FINGERPRINT = 0x8028;
inline constexpr std::uint16_t ICE_CONTROLLED = 0x8029;
inline constexpr std::uint16_t ICE_CONTROLLING = 0x802A;
}  // namespace stun_attribute

/// A parsed STUN message: a view, valid while the bytes it was parsed from are. Attributes that follow
/// MESSAGE-INTEGRITY are ignored but for FINGERPRINT (RFC 8489 section 14.5). Getters give nullopt when the attribute
/// is absent or malformed.
class StunMessage {
 public:
  /// nullopt: not one whole STUN message (RFC 8489 section 5), more than 32 attributes, or a wrong FINGERPRINT.
  static std::optional<StunMessage> parse(std::span<const std::uint8_t> bytes);

  StunClass message_class() const { return class_; }
  std::uint16_t method() const { return method_; }
  TransactionId transaction() const;

  /// The first attribute of that type before MESSAGE-INTEGRITY.
  std::optional<std::span<const std::uint8_t>> attribute(std::uint16_t type) const;
  std::optional<std::string_view> username() const;
  std::optional<std::uint32_t> priority() const;
  bool use_candidate() const;
  std::optional<std::uint64_t> ice_controlling() const;
  std::optional<std::uint64_t> ice_controlled() const;
  std::optional<Address> xor_mapped_address() const;
  std::optional<int> error_code() const;  ///< 300..699

  bool has_fingerprint() const { return fingerprint_; }  ///< and it was right
  bool has_integrity() const { return integrity_ != 0; }
  /// Whether MESSAGE-INTEGRITY is there and right for the short-term credential `password` (RFC 8489 section 14.5).
  bool verify_integrity(std::string_view password) const;

 private:
  std::span<const std::uint8_t> bytes_;
  StunClass class_ = StunClass::request;
  std::uint16_t method_ = 0;
  std::size_t integrity_ = 0;  ///< offset of MESSAGE-INTEGRITY; 0: none
  std::size_t end_ = 0;        ///< where the attributes that count end
  bool fingerprint_ = false;
};

/// Writes a STUN message: attributes in the order of the calls, then `finish`.
class StunBuilder {
 public:
  StunBuilder(StunClass message_class, const TransactionId& transaction, std::uint16_t method = kStunBinding);

  StunBuilder& attribute(std::uint16_t type, std::span<const std::uint8_t> value);  ///< at most 763 bytes
  StunBuilder& username(std::string_view value);
  StunBuilder& software(std::string_view value);
  StunBuilder& priority(std::uint32_t value);
  StunBuilder& use_candidate();
  StunBuilder& ice_controlling(std::uint64_t tie_breaker);
  StunBuilder& ice_controlled(std::uint64_t tie_breaker);
  StunBuilder& xor_mapped_address(const Address& address);
  StunBuilder& error(int code, std::string_view reason);

  /// Adds MESSAGE-INTEGRITY (unless `password` is empty) and FINGERPRINT. The builder is spent afterwards.
  std::vector<std::uint8_t> finish(std::string_view password);

 private:
  void set_length(std::size_t attributes);
  std::vector<std::uint8_t> bytes_;
};

/// Of a binding request's USERNAME "receiver:sender" the receiver's part: our ufrag, by which the socket layer finds
/// the peer. Cheap: integrity isn't looked at. nullopt: not a binding request with such a name.
std::optional<std::string_view> request_local_ufrag(std::span<const std::uint8_t> packet);

}  // namespace parley::media
