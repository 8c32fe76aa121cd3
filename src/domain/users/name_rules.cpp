#include "domain/users/name_rules.hpp"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include <cstdint>
#include <vector>

#include "storage/storage.hpp"

namespace parley::domain {
namespace {

constexpr int max_characters = 128;
constexpr std::size_t max_email_bytes = 320;

/// A character that leaves something to see and doesn't change how its neighbours are shown.
bool printable(UChar32 character) {
  switch (u_charType(character)) {
    case U_UNASSIGNED:
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_PRIVATE_USE_CHAR:
    case U_SURROGATE:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
      return false;
    case U_SPACE_SEPARATOR:
      return character == ' ';
    default:
      return true;
  }
}

/// Number of characters, or -1 when one is not printable or the bytes are no UTF-8.
int count_printable(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  int count = 0;
  for (std::int32_t at = 0; at < size; ++count) {
    UChar32 character = 0;
    U8_NEXT(bytes, at, size, character);
    if (character < 0 || !printable(character)) return -1;
  }
  return count;
}

Result<void> check_name(std::string_view name, std::string_view what) {
  if (name.empty()) return Error{fmt::format("{} can't be empty", what)};
  const int characters = name.size() > 4 * max_characters ? max_characters + 1 : count_printable(name);
  if (characters > max_characters) return Error{fmt::format("{} can't be longer than 128 characters", what)};
  // A name of ignorable characters folds to nothing: it would be the same as every other of its kind.
  if (characters < 0 || name.front() == ' ' || name.back() == ' ' || fold_name(name).empty()) {
    return Error{fmt::format("{} can hold printable characters only", what)};
  }
  return {};
}

}  // namespace

std::string fold_name(std::string_view name) {
  // UTF-16 needs no more units than UTF-8 bytes; NFKC may make 18 characters of one (Unicode FAQ on normalization).
  UErrorCode status = U_ZERO_ERROR;
  std::vector<UChar> units(name.size() + 1);
  std::int32_t length = 0;
  u_strFromUTF8WithSub(units.data(), static_cast<std::int32_t>(units.size()), &length, name.data(),
                       static_cast<std::int32_t>(name.size()), 0xFFFD, nullptr, &status);
  const UNormalizer2* folder = unorm2_getNFKCCasefoldInstance(&status);
  std::vector<UChar> folded(static_cast<std::size_t>(length) * 18 + 1);
  const std::int32_t folded_length =
      unorm2_normalize(folder, units.data(), length, folded.data(), static_cast<std::int32_t>(folded.size()), &status);
  std::string out(static_cast<std::size_t>(folded_length) * 3, '\0');
  std::int32_t bytes = 0;
  u_strToUTF8(out.data(), static_cast<std::int32_t>(out.size()), &bytes, folded.data(), folded_length, &status);
  if (U_FAILURE(status)) throw storage::StorageError(std::string("ICU: ") + u_errorName(status));
  out.resize(static_cast<std::size_t>(bytes));
  return out;
}

Result<void> check_user_id(std::string_view id) { return check_name(id, "Username"); }

Result<void> check_nickname(std::string_view nickname) { return check_name(nickname, "Nickname"); }

Result<void> check_username(std::string_view username) {
  PARLEY_CHECK(check_user_id(username));
  // NFKC turns look-alikes of '@' into it.
  if (fold_name(username).find('@') != std::string::npos) return Error{"Username can't contain @"};
  return {};
}

Result<void> check_email(std::string_view email) {
  const Error refusal{"E-mail address is not valid"};
  if (email.size() > max_email_bytes || count_printable(email) <= 0) return refusal;
  if (email.find_first_of(" <>()[],;:\\\"") != std::string_view::npos) return refusal;
  const std::size_t at = email.find('@');
  if (at == 0 || at == std::string_view::npos || at + 1 == email.size()) return refusal;
  const std::string_view domain = email.substr(at + 1);
  if (domain.find('@') != std::string_view::npos) return refusal;
  if (domain.front() == '.' || domain.back() == '.' || domain.find("..") != std::string_view::npos) return refusal;
  // A leading hyphen would be an option to programs mails are handed to.
  if (email.front() == '-' || domain.front() == '-') return refusal;
  return {};
}

}  // namespace parley::domain
