#pragma once
#include <string>
#include <string_view>

namespace parley::domain {

/// 256 random bits as 64 hexadecimal characters: a login token, the secret of a link.
std::string new_secret();
/// What is stored of a secret: its SHA-256 as hexadecimal. Secrets of 256 random bits need no salt and no slow hash.
std::string secret_hash(std::string_view secret);

}  // namespace parley::domain
