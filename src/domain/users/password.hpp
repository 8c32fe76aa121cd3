#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace parley::domain {

/// The protocol's rule: at least six characters. Error: its text.
Result<void> check_password(std::string_view password);

/// Argon2id (RFC 9106) with 19 MiB, two passes and one lane, as a PHC string with a random salt. Takes tens of
/// milliseconds: run it on a WorkerPool, never on a storage thread or a loop. Error: no memory.
Result<std::string> hash_password(std::string_view password);
/// Costs as much as hash_password. Error: no memory, or `hash` is none.
Result<bool> verify_password(std::string_view hash, std::string_view password);

}  // namespace parley::domain
