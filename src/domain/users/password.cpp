#include "domain/users/password.hpp"

#include <argon2.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/log.hpp"
#include "base/random.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {
namespace {

constexpr std::uint32_t memory_kib = 19 * 1024;
constexpr std::uint32_t passes = 2;
constexpr std::uint32_t lanes = 1;
constexpr std::size_t salt_bytes = 16;
constexpr std::size_t hash_bytes = 32;
constexpr std::ptrdiff_t min_characters = 6;

Error failure(int code) {
  log::error("argon2: {}", argon2_error_message(code));
  return Error{"The server can't check passwords at the moment"};
}

}  // namespace

Result<void> check_password(std::string_view password) {
  const auto characters =
      std::count_if(password.begin(), password.end(), [](char byte) { return (byte & '\xC0') != '\x80'; });
  if (characters < min_characters) return Error{std::string(protocol::errors::UserInfoError::PASSWORD_POLICY_ERROR)};
  return {};
}

Result<std::string> hash_password(std::string_view password) {
  std::array<std::uint8_t, salt_bytes> salt{};
  random_bytes(salt);
  std::string encoded(argon2_encodedlen(passes, memory_kib, lanes, salt_bytes, hash_bytes, Argon2_id), '\0');
  const int code = argon2id_hash_encoded(passes, memory_kib, lanes, password.data(), password.size(), salt.data(),
                                         salt.size(), hash_bytes, encoded.data(), encoded.size());
  if (code != ARGON2_OK) return failure(code);
  encoded.resize(encoded.find('\0'));
  return encoded;
}

Result<bool> verify_password(std::string_view hash, std::string_view password) {
  const int code = argon2id_verify(std::string(hash).c_str(), password.data(), password.size());
  if (code == ARGON2_OK) return true;
  if (code == ARGON2_VERIFY_MISMATCH) return false;
  return failure(code);
}

}  // namespace parley::domain
