#include "domain/users/user_factory.hpp"

#include <array>
#include <string>
#include <utility>

#include "base/random.hpp"
#include "domain/users/name_rules.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {
namespace {

/// Six digits as the protocol has it. When those get crowded, eight and nine: seven belong to other meetings.
constexpr std::array<std::pair<std::uint64_t, std::uint64_t>, 3> pmi_ranges{
    {{100'000, 999'999}, {10'000'000, 99'999'999}, {100'000'000, 999'999'999}}};
constexpr int tries_per_range = 32;

std::string new_pmi(const UserStore& store, storage::Reader& reader) {
  for (const auto& [low, high] : pmi_ranges) {
    for (int i = 0; i < tries_per_range; ++i) {
      std::string pmi = std::to_string(random_between(low, high));
      if (!store.pmi_taken(reader, pmi)) return pmi;
    }
  }
  throw storage::StorageError("No personal meeting id is free");
}

}  // namespace

Result<void> check_keys_free(const UserStore& store, storage::Reader& reader, std::string_view id_key,
                             std::string_view email_key) {
  namespace errors = protocol::errors::UserManagementError;
  if (store.user_by_login(reader, id_key) || store.name_retired(reader, id_key)) {
    return Error{std::string(errors::USERNAME_ALREADY_IN_USE)};
  }
  if (store.user_by_login(reader, email_key)) return Error{std::string(errors::EMAIL_ADDRESS_ALREADY_TAKEN)};
  return {};
}

protocol::PmiSettings new_pmi_settings() {
  return {.allowJoinAtAnyTime = true,
          .useAccessCode = true,
          .useWaitingRoom = true,
          .useOwnerVideo = true,
          .useParticipantsVideo = true,
          .accessCode = std::to_string(random_between(100'000, 999'999))};
}

User create_user(const UserStore& store, storage::Transaction& transaction, std::string_view id, std::string_view email,
                 std::string_view nickname, std::string_view password_hash, Millis now) {
  User user;
  user.info.id = id;
  user.info.email = email;
  user.info.nickname = nickname;
  user.info.status = protocol::PresenceStatus::ONLINE;
  user.id_key = fold_name(id);
  user.email_key = fold_name(email);
  user.password_hash = password_hash;
  user.pmi = new_pmi(store, transaction);
  user.created_at = now;
  store.add_user(transaction, user);
  store.put_pmi_settings(transaction, user.info.id, new_pmi_settings());
  return user;
}

}  // namespace parley::domain
