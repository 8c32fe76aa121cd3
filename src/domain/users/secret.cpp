#include "domain/users/secret.hpp"

#include <openssl/sha.h>

#include <array>
#include <cstdint>

#include "base/random.hpp"

namespace parley::domain {

std::string new_secret() { return random_hex(32); }

std::string secret_hash(std::string_view secret) {
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), digest.data());
  return to_hex(digest);
}

}  // namespace parley::domain
