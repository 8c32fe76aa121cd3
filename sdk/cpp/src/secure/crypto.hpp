#pragma once
// The few primitives of docs/secure-chats.md on OpenSSL. Pure functions, any thread. A library that fails (out of
// memory) throws std::runtime_error; bad input never does.
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parley::sdk::secure {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

inline View view(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }
inline std::string text(View bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
Bytes join(std::initializer_list<View> parts);
/// The parts with a zero byte between each two.
Bytes label(std::initializer_list<std::string_view> parts);
Bytes random(std::size_t size);

Bytes sha256(View data);
Bytes hmac(View key, View data);
/// HKDF-Expand of RFC 5869 with SHA-256.
Bytes hkdf_expand(View key, View info, std::size_t size);
/// HKDF with SHA-256, 32 bytes.
Bytes hkdf(View key, View info, View salt = {});
Bytes pbkdf2(std::string_view passphrase, View salt, int iterations);

/// AES-GCM, with a key of 16 or 32 bytes; the tag of 16 bytes is at the end.
Bytes gcm_seal(View key, View iv, View aad, View plain);
/// Nothing when it was not sealed so.
std::optional<Bytes> gcm_open(View key, View iv, View aad, View sealed);

std::string base64(View bytes);
/// Canonical base64 with padding; nothing for any other text.
std::optional<Bytes> from_base64(std::string_view text);
/// "v1." and base64.
std::string sealed_text(View bytes);
std::optional<Bytes> from_sealed_text(std::string_view text);

}  // namespace parley::sdk::secure
