#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace parley::domain {

/// What makes two names or addresses the same: letter case, width and composition are folded (Unicode NFKC_Casefold).
/// Bytes that are no UTF-8 are folded to U+FFFD.
std::string fold_name(std::string_view name);

/// A user id of any kind: 1 to 128 printable characters, no blank at either end.
Result<void> check_user_id(std::string_view id);
/// A user id chosen at sign-up: the same without `@`, since logins also accept e-mail addresses.
Result<void> check_username(std::string_view username);
/// What others see of a user: the same characters as an id.
Result<void> check_nickname(std::string_view nickname);
/// Enough of RFC 5321's form to send a mail there and to put it into a header: local@domain, no blanks or brackets.
Result<void> check_email(std::string_view email);

}  // namespace parley::domain
